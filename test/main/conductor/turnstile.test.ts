import { describe, expect, test } from 'vitest';
import { Turnstile } from '../../../main/conductor/turnstile.ts';
import { settle } from '../../support/fake-clock.ts';

const never = new AbortController().signal;
const calm = (): boolean => false;

describe('a turnstile', () => {
  test('lets as many in as there are places, and the next when one leaves', async () => {
    const turnstile = new Turnstile(2);
    const inside: string[] = [];
    const enter = (name: string) =>
      turnstile.enter(calm, never).then((leave) => {
        inside.push(name);
        return leave;
      });
    const [a] = await Promise.all([enter('a'), enter('b')]);
    const third = enter('c');
    await settle();
    expect(inside).toEqual(['a', 'b']);
    a();
    await third;
    expect(inside).toEqual(['a', 'b', 'c']);
  });

  test('lets who has become urgent while waiting in before those who came earlier', async () => {
    const turnstile = new Turnstile(1);
    const leave = await turnstile.enter(calm, never);
    const order: string[] = [];
    let pinged = false;
    const wait = (name: string, isUrgent: () => boolean) =>
      turnstile.enter(isUrgent, never).then((out) => {
        order.push(name);
        out();
      });
    const all = [wait('a', calm), wait('b', calm), wait('c', () => pinged)];
    pinged = true;
    leave();
    await Promise.all(all);
    expect(order).toEqual(['c', 'a', 'b']);
  });

  test('forgets who gave up, and keeps no place for them', async () => {
    const turnstile = new Turnstile(1);
    const leave = await turnstile.enter(calm, never);
    const controller = new AbortController();
    const gaveUp = turnstile.enter(() => true, controller.signal);
    const stays = turnstile.enter(calm, never);
    controller.abort();
    await expect(gaveUp).rejects.toMatchObject({ name: 'AbortError' });
    leave();
    (await stays)();
    await expect(turnstile.enter(calm, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await turnstile.enter(calm, never);
  });
});
