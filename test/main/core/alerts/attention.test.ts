import { describe, expect, test } from 'vitest';
import { attentionView, muteUntil, nextTurn, quietUntil } from '../../../../main/core/alerts/attention.ts';
import { DEFAULT_PREFERENCES } from '../../../../main/core/preferences.ts';

const BERLIN = 'Europe/Berlin';
const NIGHT = { on: true, from: '22:00', to: '07:00' };
const state = { doNotDisturb: false, locked: false };
const at = (text: string) => Date.parse(text);
const iso = (instant: number | null | undefined) =>
  instant === null || instant === undefined ? null : new Date(instant).toISOString();

function quiet(now: string, over: Partial<typeof DEFAULT_PREFERENCES> = {}, zone = BERLIN) {
  const preferences = { ...DEFAULT_PREFERENCES, quietHours: NIGHT, ...over };
  return quietUntil({ preferences, state, now: at(now), zone });
}

describe('quiet hours', () => {
  test.each([
    ['Monday 21:59:59', '2026-11-23T20:59:59Z', null],
    ['Monday 22:00', '2026-11-23T21:00:00Z', '2026-11-24T06:00:00.000Z'],
    ['midnight', '2026-11-23T23:00:00Z', '2026-11-24T06:00:00.000Z'],
    ['Tuesday 06:59:59', '2026-11-24T05:59:59Z', '2026-11-24T06:00:00.000Z'],
    ['Tuesday 07:00', '2026-11-24T06:00:00Z', null],
  ])('over midnight: %s', (_, now, until) => {
    expect(iso(quiet(now)?.until)).toBe(until);
  });

  test.each([
    // Summer time begins on Sunday 29 March 2026 at 02:00, ends on Sunday 25 October at 03:00.
    ['the short night', '2026-03-28T22:00:00Z', NIGHT, '2026-03-29T05:00:00.000Z'],
    ['the long night', '2026-10-24T21:00:00Z', NIGHT, '2026-10-25T06:00:00.000Z'],
    [
      'an end that the short night skips',
      '2026-03-29T00:30:00Z',
      { ...NIGHT, to: '02:30' },
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'an end that comes twice',
      '2026-10-24T23:30:00Z',
      { ...NIGHT, to: '02:30' },
      '2026-10-25T00:30:00.000Z',
    ],
  ])('when clocks change: %s', (_, now, quietHours, until) => {
    expect(iso(quiet(now, { quietHours })?.until)).toBe(until);
  });

  test('after an end that comes twice it is over, the second time too', () => {
    expect(quiet('2026-10-25T00:45:00Z', { quietHours: { ...NIGHT, to: '02:30' } })).toBeNull();
    expect(quiet('2026-10-25T01:15:00Z', { quietHours: { ...NIGHT, to: '02:30' } })).toBeNull();
  });

  test.each([
    [
      'within one day',
      '2026-11-23T12:00:00Z',
      { on: true, from: '12:30', to: '14:00' },
      '2026-11-23T13:00:00.000Z',
    ],
    ['before it', '2026-11-23T11:29:59Z', { on: true, from: '12:30', to: '14:00' }, null],
    ['switched off', '2026-11-23T23:00:00Z', { ...NIGHT, on: false }, null],
    ['no length', '2026-11-23T21:00:00Z', { on: true, from: '22:00', to: '22:00' }, null],
    ['no time of day', '2026-11-23T23:00:00Z', { on: true, from: '24:00', to: '7' }, null],
  ])('%s', (_, now, quietHours, until) => {
    expect(iso(quiet(now, { quietHours })?.until)).toBe(until);
  });

  test('are the reader’s, wherever they are', () => {
    expect(iso(quiet('2026-11-24T03:30:00Z', {}, 'America/New_York')?.until)).toBe(
      '2026-11-24T12:00:00.000Z',
    );
    expect(quiet('2026-11-24T03:30:00Z', {}, 'Asia/Tokyo')).toBeNull();
  });
});

describe('of several reasons', () => {
  const night = '2026-11-23T23:00:00Z';

  test('the one that lasts longer is named', () => {
    expect(quiet(night, { mutedUntil: at('2026-11-24T01:00:00Z') })?.why).toBe('quiet-hours');
    expect(quiet(night, { mutedUntil: at('2026-11-24T08:00:00Z') })).toEqual({
      until: at('2026-11-24T08:00:00Z'),
      why: 'muted',
    });
  });

  test('a mute that is over does not count', () => {
    expect(quiet('2026-11-23T12:00:00Z', { mutedUntil: at('2026-11-23T12:00:00Z') })).toBeNull();
  });

  test('the desktop’s own word has no known end', () => {
    const disturbed = { ...state, doNotDisturb: true };
    const facts = { preferences: DEFAULT_PREFERENCES, state: disturbed, now: at(night), zone: BERLIN };
    expect(quietUntil(facts)).toEqual({ until: null, why: 'do-not-disturb' });
    expect(quietUntil({ ...facts, preferences: { ...DEFAULT_PREFERENCES, quietHours: NIGHT } })?.why).toBe(
      'quiet-hours',
    );
  });

  test('a locked screen is none', () => {
    const facts = { preferences: DEFAULT_PREFERENCES, now: at(night), zone: BERLIN };
    expect(quietUntil({ ...facts, state: { ...state, locked: true } })).toBeNull();
  });
});

describe('what changes next', () => {
  const next = (now: string, over: Partial<typeof DEFAULT_PREFERENCES>) =>
    iso(nextTurn({ preferences: { ...DEFAULT_PREFERENCES, ...over }, now: at(now), zone: BERLIN }));

  test('is the beginning or the end of quiet, or of a mute before that', () => {
    expect(next('2026-11-23T12:00:00Z', { quietHours: NIGHT })).toBe('2026-11-23T21:00:00.000Z');
    expect(next('2026-11-23T21:00:00Z', { quietHours: NIGHT })).toBe('2026-11-24T06:00:00.000Z');
    const mutedUntil = at('2026-11-23T13:00:00Z');
    expect(next('2026-11-23T12:00:00Z', { quietHours: NIGHT, mutedUntil })).toBe('2026-11-23T13:00:00.000Z');
  });

  test('is nothing, where there are neither', () => {
    expect(next('2026-11-23T12:00:00Z', { mutedUntil: at('2026-11-23T11:00:00Z') })).toBeNull();
  });
});

describe('a mute', () => {
  const ends = (how: 'hour' | 'tomorrow', now: string, quietHours = { ...NIGHT, on: false }) =>
    iso(muteUntil(how, at(now), BERLIN, { quietHours }));

  test('of an hour is an hour, also when clocks change', () => {
    expect(ends('hour', '2026-03-29T00:30:00Z')).toBe('2026-03-29T01:30:00.000Z');
  });

  test.each([
    ['in the morning', '2026-11-23T05:30:00Z', '2026-11-24T06:00:00.000Z'],
    ['in the evening', '2026-11-23T21:00:00Z', '2026-11-24T06:00:00.000Z'],
    ['after midnight, which is still tonight', '2026-11-24T00:30:00Z', '2026-11-24T06:00:00.000Z'],
    ['when it begins to be early', '2026-11-24T03:00:00Z', '2026-11-25T06:00:00.000Z'],
    ['before summer time begins', '2026-03-28T12:00:00Z', '2026-03-29T05:00:00.000Z'],
  ])('until tomorrow ends at 07:00: %s', (_, now, until) => {
    expect(ends('tomorrow', now)).toBe(until);
  });

  test('until tomorrow ends with the quiet hours where there are some', () => {
    expect(ends('tomorrow', '2026-11-23T12:00:00Z', { on: true, from: '21:00', to: '08:15' })).toBe(
      '2026-11-24T07:15:00.000Z',
    );
  });
});

describe('in words', () => {
  const now = at('2026-11-23T13:30:00Z');
  const reader = { now, zone: BERLIN, locale: 'en-GB' };
  const view = (
    over: Partial<typeof DEFAULT_PREFERENCES>,
    doNotDisturb = false,
    language: 'en' | 'de' = 'en',
  ) =>
    attentionView(
      {
        preferences: { ...DEFAULT_PREFERENCES, ...over },
        state: { doNotDisturb, locked: false },
        now,
        zone: BERLIN,
      },
      2,
      { ...reader, language },
    );

  test.each([
    [{}, false, '', 'en'],
    [{ mutedUntil: now + 3_600_000 }, false, 'Muted until 15:30', 'en'],
    [{ mutedUntil: at('2026-11-24T06:00:00Z') }, false, 'Muted until 07:00', 'en'],
    [{ mutedUntil: at('2026-11-24T14:00:00Z') }, false, 'Muted until Tue 15:00', 'en'],
    [{ quietHours: { on: true, from: '14:00', to: '07:00' } }, false, 'Quiet hours until 07:00', 'en'],
    [{}, true, 'Held back: do not disturb', 'en'],
    [{ mutedUntil: now + 3_600_000 }, true, 'Stumm bis 15:30', 'de'],
    [{ quietHours: { on: true, from: '14:00', to: '07:00' } }, false, 'Ruhezeit bis 07:00', 'de'],
  ] as const)('%j', (over, doNotDisturb, label, language) => {
    expect(view(over, doNotDisturb, language)).toMatchObject({ label, held: 2 });
  });

  test('muted is what the person did by hand', () => {
    expect(view({ mutedUntil: now + 1 }).muted).toBe(true);
    expect(view({ mutedUntil: now }, true).muted).toBe(false);
  });
});
