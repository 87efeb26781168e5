import { describe, expect, test } from 'vitest';
import { createTickets, type Proven } from '../../../notifier/enrolment/tickets.ts';

const KEY = 'k'.repeat(32);
const PROVEN: Proven = { reader: 'u:alice', keys: [{ kind: 'c', id: '/alice/work/' }] };

describe('a ticket', () => {
  test('says what was proven, to every notifier with the same key', () => {
    const ticket = createTickets(KEY, () => 0).issue(PROVEN);
    expect(createTickets(KEY, () => 599_999).open(ticket)).toEqual(PROVEN);
  });

  test('reveals nothing of it', () => {
    const ticket = createTickets(KEY, () => 0).issue(PROVEN);
    expect(Buffer.from(ticket, 'base64url').toString('latin1')).not.toContain('alice');
  });

  test('is good for ten minutes', () => {
    let now = 0;
    const tickets = createTickets(KEY, () => now);
    const ticket = tickets.issue(PROVEN);
    now = 600_000;
    expect(tickets.open(ticket)).toBeNull();
  });

  test('of another key, changed, cut or made up opens nothing', () => {
    const tickets = createTickets(KEY, () => 0);
    const ticket = tickets.issue(PROVEN);
    const bytes = Buffer.from(ticket, 'base64url');
    for (let i = 0; i < bytes.byteLength; i++) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(tickets.open(changed.toString('base64url'))).toBeNull();
    }
    expect(createTickets('x'.repeat(32), () => 0).open(ticket)).toBeNull();
    expect(tickets.open(ticket.slice(0, -3))).toBeNull();
    for (const forged of ['', 'a', 'x'.repeat(40)]) expect(tickets.open(forged)).toBeNull();
  });
});
