import { test } from 'vitest';
import { killWhileTelling } from './alerts-until-killed.ts';

test('killed 200 times while it tells what changed, it loses nothing and tells nothing twice', async () => {
  await killWhileTelling(200, Math.random);
}, 1_800_000);
