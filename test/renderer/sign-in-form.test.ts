import { expect, test } from 'vitest';
import { fieldOf, firstGap, mistakeIn } from '../../renderer/pages/sign-in-form.tsx';

const complete = { address: 'ema@example.org', username: '', password: 'secret' };

test('an e-mail address needs no user name', () => {
  expect(firstGap(complete)).toBeNull();
});

test('a server address needs a user name', () => {
  expect(firstGap({ ...complete, address: 'https://cal.example.org/' })?.field).toBe('username');
  expect(firstGap({ ...complete, address: 'https://cal.example.org/', username: 'ema' })).toBeNull();
});

test('the first empty field is the one named', () => {
  expect(firstGap({ address: '  ', username: '', password: '' })?.field).toBe('address');
  expect(firstGap({ ...complete, password: '' })?.field).toBe('password');
});

test('a password of spaces is a password', () => {
  expect(firstGap({ ...complete, password: '  ' })).toBeNull();
});

test('each error is said where it can be mended', () => {
  expect(fieldOf('host-not-found')).toBe('address');
  expect(fieldOf('clear-text')).toBe('address');
  expect(fieldOf('wrong-password')).toBe('password');
  expect(fieldOf('offline')).toBe('form');
  expect(fieldOf('storage')).toBe('form');
});

test('where only the password is asked, every other error is said above it', () => {
  expect(mistakeIn({ kind: 'host-not-found', text: 'gone' }, true)).toEqual({ field: 'form', text: 'gone' });
  expect(mistakeIn({ kind: 'wrong-password', text: 'no' }, true)).toEqual({ field: 'password', text: 'no' });
  expect(mistakeIn({ kind: 'host-not-found', text: 'gone' }, false)).toEqual({
    field: 'address',
    text: 'gone',
  });
});
