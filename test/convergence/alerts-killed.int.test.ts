import { expect, test } from 'vitest';
import { killWhileTelling } from './alerts-until-killed.ts';

test('killed while it tells what changed, it tells the rest at the next start, and nothing twice', async () => {
  const kills = Number(process.env['BELFRY_RUNS'] ?? 12);
  await killWhileTelling(kills, Math.random);
  expect(kills).toBeGreaterThan(0);
}, 1_200_000);
