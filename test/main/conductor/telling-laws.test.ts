// Whatever comes between: every change is told to somebody who may be told, and what was told is not told anew.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settle } from '../../support/fake-clock.ts';
import {
  event,
  HOUR,
  MINUTE,
  tellerBench,
  tellerWorld,
  untold,
  type TellerBench,
} from '../../support/teller-bench.ts';
import { hour } from '../../support/toast-facts.ts';

type Step =
  | { readonly do: 'find'; readonly events: readonly number[] }
  | { readonly do: 'mute' | 'sleep' | 'wait'; readonly minutes: number }
  | { readonly do: 'disturb' | 'lock'; readonly on: boolean }
  | { readonly do: 'restart' };

const minutes = fc.constantFrom(1, 29, 31, 90);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('find'), events: fc.array(fc.nat(5), { maxLength: 6 }) }),
  },
  fc.record({ do: fc.constantFrom('mute', 'sleep', 'wait'), minutes }),
  fc.record({ do: fc.constantFrom('disturb', 'lock'), on: fc.boolean() }),
  fc.record({ do: fc.constant('restart') }),
);

interface Shown {
  readonly id: string;
  readonly changeIds: readonly string[];
  readonly isHint: boolean;
  readonly isQuiet: boolean;
}

function watched(bench: TellerBench, shown: Shown[]): void {
  const { attention, clock, display, settings } = bench.world;
  display.toast = async ({ id, changeIds }) => {
    const isMuted = (settings.preferences().mutedUntil ?? 0) > clock.now();
    const { doNotDisturb, locked } = attention.now;
    shown.push({ id, changeIds, isHint: locked, isQuiet: isMuted || doNotDisturb });
  };
}

async function taken(bench: TellerBench, next: Step, made: string[]): Promise<TellerBench> {
  const { attention, clock } = bench.world;
  switch (next.do) {
    case 'find': {
      const changes = next.events.map((n) =>
        event(`u${n}`, { before: hour('2027-01-20T10:00'), after: hour('2027-01-21T10:00') }),
      );
      made.push(...changes.map(({ id }) => id));
      await bench.found(...changes);
      return bench;
    }
    case 'mute':
      await bench.prefer({ mutedUntil: clock.now() + next.minutes * MINUTE });
      return bench;
    case 'wait':
      await clock.advance(next.minutes * MINUTE);
      return bench;
    case 'sleep':
      bench.teller.nudge('suspend');
      clock.jump(next.minutes * MINUTE);
      bench.teller.nudge('wake');
      await settle();
      bench.teller.looked('acc', null);
      return bench;
    case 'disturb':
      attention.become({ doNotDisturb: next.on });
      await settle();
      return bench;
    case 'lock':
      attention.become({ locked: next.on });
      await settle();
      return bench;
    case 'restart':
      await bench.teller.stop();
      return tellerBench(bench.world);
  }
}

test('each change is told, once, and never while nothing is to be said', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      let bench = await tellerBench(tellerWorld());
      const shown: Shown[] = [];
      const made: string[] = [];
      watched(bench, shown);
      for (const next of steps) bench = await taken(bench, next, made);
      bench.world.attention.become({ locked: false, doNotDisturb: false });
      await bench.prefer({ mutedUntil: null });
      await bench.world.clock.advance(HOUR);
      await bench.teller.stop();

      expect(bench.world.log.errors).toEqual([]);
      expect(await untold(bench.world)).toEqual([]);
      expect(shown.filter((toast) => toast.isQuiet)).toEqual([]);
      const told = shown.filter((toast) => !toast.isHint);
      expect(new Set(told.flatMap((toast) => toast.changeIds))).toEqual(new Set(made));
      // What says a change a second time says something else as well, or takes the place of what said it.
      for (const [i, toast] of told.entries())
        for (const later of told.slice(i + 1))
          expect(later.changeIds.every((id) => toast.changeIds.includes(id))).toBe(false);
    }),
    { numRuns: 40 },
  );
}, 60_000);
