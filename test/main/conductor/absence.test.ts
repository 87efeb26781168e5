import { describe, expect, test } from 'vitest';
import { BelfryError } from '../../../main/core/errors.ts';
import { settle } from '../../support/fake-clock.ts';
import { event, HOUR, MINUTE, tellerBench, tellerWorld, untold } from '../../support/teller-bench.ts';
import { created, FAMILY, hour } from '../../support/toast-facts.ts';

describe('while nothing is to be said', () => {
  test('changes wait, and what waited is told as a digest', async () => {
    const b = await tellerBench();
    await b.prefer({ mutedUntil: b.world.clock.now() + HOUR });
    await b.world.clock.advance(10 * MINUTE);
    await b.found(event('a'), event('b'));
    await b.found(created({ uid: 'c' }));
    expect(b.titles()).toEqual([]);
    expect(await b.teller.view()).toEqual({ muted: true, label: 'Muted until 10:48', held: 3 });
    await b.world.clock.advance(50 * MINUTE);
    expect(b.world.display.toasts).toMatchObject([
      { title: 'While alerts were held back', lines: ['09:48 – 10:48: 2 moved, 1 new'], about: 'digest' },
    ]);
    expect(await b.teller.view()).toEqual({ muted: false, label: '', held: 0 });
    expect(await untold(b.world)).toEqual([]);
    await b.found(event('d'));
    expect(b.titles().at(-1)).toBe('d moved');
  });

  test('a single event that waited is told as itself', async () => {
    const b = await tellerBench();
    await b.prefer({ mutedUntil: b.world.clock.now() + HOUR });
    await b.found(event('a'));
    await b.found(
      event('a', { before: hour('2026-11-25T10:00'), after: hour('2026-11-26T10:00', { title: 'a' }) }),
    );
    await b.world.clock.advance(HOUR);
    expect(b.titles()).toEqual(['a moved']);
  });

  test('what is over when the quiet ends is not told', async () => {
    const b = await tellerBench(tellerWorld('2026-11-22T20:30:00Z'));
    await b.prefer({ quietHours: { on: true, from: '20:00', to: '07:00' } });
    await b.found(
      event('late', { before: hour('2026-11-22T22:00'), after: hour('2026-11-22T22:30') }),
      event('b'),
    );
    expect(await b.teller.view()).toMatchObject({ label: 'Quiet hours until 07:00', held: 2 });
    await b.world.clock.advance(12 * HOUR);
    expect(b.titles()).toEqual(['b moved']);
    expect(await untold(b.world)).toEqual([]);
  });

  test('it begins and ends by the clock', async () => {
    const b = await tellerBench(tellerWorld('2026-11-22T18:00:00Z'));
    await b.prefer({ quietHours: { on: true, from: '20:00', to: '07:00' } });
    await b.found(event('a'));
    await b.world.clock.advance(HOUR);
    await b.found(event('b'), event('c'));
    expect(b.titles()).toEqual(['a moved']);
    await b.world.clock.advance(11 * HOUR);
    expect(b.world.display.toasts.at(-1)).toMatchObject({ lines: ['Sun 20:00 – Mon 07:00: 2 moved'] });
  });

  test('it ends when the desktop says so', async () => {
    const b = await tellerBench();
    b.world.attention.become({ doNotDisturb: true });
    await b.found(event('a'));
    expect(await b.teller.view()).toMatchObject({ label: 'Held back: do not disturb', held: 1 });
    expect(b.titles()).toEqual([]);
    b.world.attention.become({ doNotDisturb: false });
    await settle();
    expect(b.titles()).toEqual(['a moved']);
  });

  test('nothing is kept for later that is no news anyway', async () => {
    const b = await tellerBench();
    b.world.attention.become({ doNotDisturb: true });
    await b.found(event('a', { own: true }), event('b'));
    expect(await untold(b.world)).toEqual(['b']);
    expect(await b.teller.view()).toMatchObject({ held: 1 });
  });
});

describe('a screen that others may see', () => {
  test('shows no titles while presenting', async () => {
    const b = await tellerBench();
    await b.prefer({ presenting: true });
    await b.found(event('a'));
    expect(b.titles()).toEqual(['An event moved']);
    expect(await untold(b.world)).toEqual([]);
  });

  test('locked, gives a hint; whoever comes back is told', async () => {
    const b = await tellerBench();
    b.world.attention.become({ locked: true });
    await b.found(event('a'));
    expect(b.titles()).toEqual(['An event moved']);
    await b.teller.request();
    await b.found(event('b'));
    expect(b.titles()).toEqual(['An event moved', '2 changes in your calendars']);
    expect(b.up()).toEqual(['2 changes in your calendars']);
    await b.world.clock.advance(10 * MINUTE);
    b.world.attention.become({ locked: false });
    await settle();
    expect(b.up()).toEqual(['a moved', 'b moved']);
    expect(await untold(b.world)).toEqual([]);
  });

  test('locked for long, is an absence', async () => {
    const b = await tellerBench();
    b.world.attention.become({ locked: true });
    await settle();
    await b.found(event('a'), event('b'));
    await b.world.clock.advance(40 * MINUTE);
    b.world.attention.become({ locked: false });
    await settle();
    expect(b.up()).toEqual(['While you were away']);
    expect(b.world.display.toasts.at(-1)?.lines).toEqual(['09:48 – 10:28: 2 moved']);
    await b.world.clock.advance(10_000);
    await b.found(event('c'));
    expect(b.up()).toEqual(['While you were away', 'c moved']);
  });

  test('locked, tells as ever where that is not minded', async () => {
    const b = await tellerBench();
    await b.prefer({ hideWhenLocked: false });
    b.world.attention.become({ locked: true });
    await b.found(event('a'));
    expect(b.titles()).toEqual(['a moved']);
    expect(await untold(b.world)).toEqual([]);
  });

  test('a hint that came to nothing is taken away', async () => {
    const b = await tellerBench();
    b.world.attention.become({ locked: true });
    const change = event('a');
    await b.found(change);
    await b.world.store.markRead([change.id], true);
    b.world.attention.become({ locked: false });
    await settle();
    expect(b.up()).toEqual([]);
  });
});

describe('after an absence', () => {
  const friday = Date.parse('2026-11-20T16:10:00Z');

  test('the program was off: what is found by the first looks is one digest', async () => {
    const made = tellerWorld('2026-11-23T07:55:00Z');
    made.settings.saveAwakeAt(friday);
    const b = await tellerBench(made);
    await b.found(event('a'));
    expect(b.titles()).toEqual(['a moved']);
    await made.clock.advance(3_000);
    await b.found(event('b'), created({ uid: 'c', calendarId: FAMILY.id }));
    expect(b.up()).toEqual(['While you were away']);
    expect(made.display.toasts.at(-1)?.lines).toEqual(['Fri 17:10 – Mon 08:55: 2 moved, 1 new']);
    await made.clock.advance(2 * MINUTE);
    await b.found(event('d'));
    expect(b.titles().at(-1)).toBe('d moved');
  });

  test('an account that answers late still belongs to it', async () => {
    const made = tellerWorld('2026-11-23T07:55:00Z');
    made.settings.saveAwakeAt(friday);
    const b = await tellerBench(made);
    await made.clock.advance(10 * MINUTE);
    b.teller.looked('acc', null);
    await b.found(event('a'), event('b'));
    expect(b.titles()).toEqual(['While you were away']);
    await made.clock.advance(10 * MINUTE);
    b.teller.looked('acc', null);
    b.teller.looked('of somebody new', null);
    await b.found(event('c'), event('d'));
    expect(b.titles().slice(1)).toEqual(['c moved', 'd moved']);
  });

  test('a crash and a short pause are none', async () => {
    const made = tellerWorld();
    made.settings.saveAwakeAt(made.clock.now() - 29 * MINUTE);
    await made.store.record([event('a'), event('b')], false);
    expect((await tellerBench(made)).titles()).toEqual(['a moved', 'b moved']);
  });

  test('the machine slept', async () => {
    const b = await tellerBench();
    b.teller.nudge('suspend');
    b.world.clock.jump(8 * HOUR);
    b.teller.nudge('wake');
    b.teller.looked('acc', null);
    await b.found(event('a'), event('b'));
    expect(b.world.display.toasts).toMatchObject([{ lines: ['09:48 – 17:48: 2 moved'] }]);
  });

  test('the machine slept, and the network took its time', async () => {
    const b = await tellerBench();
    b.teller.looked('acc', null);
    b.teller.nudge('suspend');
    b.world.clock.jump(8 * HOUR);
    b.teller.nudge('wake');
    const offlineSince = b.world.clock.now();
    await b.world.clock.advance(12 * MINUTE);
    b.teller.looked('acc', offlineSince);
    await b.found(event('a'), event('b'));
    expect(b.world.display.toasts).toMatchObject([{ lines: ['09:48 – 17:48: 2 moved'] }]);
  });

  test('the machine slept twice, and saw no server between', async () => {
    const b = await tellerBench();
    for (const hours of [2, 3]) {
      b.teller.nudge('suspend');
      b.world.clock.jump(hours * HOUR);
      b.teller.nudge('wake');
      await b.world.clock.advance(5 * MINUTE);
    }
    b.teller.looked('acc', null);
    await b.found(event('a'), event('b'));
    expect(b.world.display.toasts).toMatchObject([{ lines: ['09:48 – 14:53: 2 moved'] }]);
  });

  test('the machine slept, and did not say so', async () => {
    const b = await tellerBench();
    b.world.clock.jump(3 * HOUR);
    await b.world.clock.advance(10 * MINUTE);
    b.teller.looked('acc', null);
    await b.found(event('a'), event('b'));
    expect(b.world.display.toasts).toMatchObject([{ lines: ['09:48 – 12:58: 2 moved'] }]);
    b.world.clock.jump(HOUR);
    b.teller.looked('acc', null);
    await b.found(event('c'), event('d'));
    expect(b.world.display.toasts.at(-1)?.lines).toEqual(['12:58 – 13:58: 2 moved']);
  });

  test('the server was out of reach', async () => {
    const b = await tellerBench();
    b.teller.looked('acc', null);
    const offlineSince = b.world.clock.now();
    await b.world.clock.advance(45 * MINUTE);
    b.teller.looked('acc', offlineSince);
    await b.found(event('a'), event('b'));
    expect(b.world.display.toasts).toMatchObject([{ lines: ['09:48 – 10:33: 2 moved'] }]);
  });

  test('a server out of reach for a moment is none', async () => {
    const b = await tellerBench();
    b.teller.looked('acc', null);
    const offlineSince = b.world.clock.now();
    await b.world.clock.advance(5 * MINUTE);
    b.teller.looked('acc', offlineSince);
    await b.found(event('a'), event('b'));
    expect(b.titles()).toEqual(['a moved', 'b moved']);
  });

  test('it is noted now and then, and at the end, that somebody is awake', async () => {
    const b = await tellerBench();
    const start = b.world.clock.now();
    expect(b.world.settings.awakeAt()).toBe(start);
    await b.world.clock.advance(25 * MINUTE);
    expect(b.world.settings.awakeAt()).toBe(start + 20 * MINUTE);
    await b.teller.stop();
    expect(b.world.settings.awakeAt()).toBe(start + 25 * MINUTE);
    expect(b.world.clock.waits).toEqual([]);
  });

  test('a full disk stops nothing', async () => {
    const made = tellerWorld();
    made.settings.saveAwakeAt = () => {
      throw new BelfryError('storage', { reason: 'full' });
    };
    const b = await tellerBench(made);
    await b.found(event('a'));
    expect(b.titles()).toEqual(['a moved']);
    expect(made.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', scope: 'awake' }));
  });
});
