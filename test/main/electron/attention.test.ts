import { EventEmitter } from 'node:events';
import type { PowerMonitor } from 'electron';
import { expect, test } from 'vitest';
import type { Attention } from '../../../main/core/ports.ts';
import { openAttention } from '../../../main/electron/attention.ts';

test('what Electron knows and what the desktop says are one', async () => {
  const power = new EventEmitter();
  const says = { doNotDisturb: true, locked: false };
  const ears = new Set<() => void>();
  const desktop: Attention = {
    state: async () => ({ ...says }),
    onChange: (run) => {
      ears.add(run);
      return () => ears.delete(run);
    },
  };
  const attention = openAttention(desktop, power as unknown as PowerMonitor);
  let told = 0;
  const remove = attention.onChange(() => void told++);
  expect(await attention.state()).toEqual({ doNotDisturb: true, locked: false });
  power.emit('lock-screen');
  expect(await attention.state()).toEqual({ doNotDisturb: true, locked: true });
  power.emit('unlock-screen');
  says.locked = true;
  for (const ear of ears) ear();
  expect(await attention.state()).toEqual({ doNotDisturb: true, locked: true });
  expect(told).toBe(3);
  remove();
  power.emit('lock-screen');
  expect([told, ears.size]).toEqual([3, 0]);
});

test('without a desktop to ask, nothing is held back', async () => {
  const power = new EventEmitter();
  const attention = openAttention(null, power as unknown as PowerMonitor);
  expect(await attention.state()).toEqual({ doNotDisturb: false, locked: false });
  let told = 0;
  attention.onChange(() => void told++)();
  power.emit('lock-screen');
  expect([(await attention.state()).locked, told]).toEqual([true, 0]);
});
