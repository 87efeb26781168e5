// `npm start`: builds, finds an Electron and runs the app in it. Further arguments go to the app.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.ts';
import { resolveElectron } from './electron.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

await buildAll();
const electron = await resolveElectron();
// Chromium's sandbox refuses to run as root.
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const app = spawn(electron.path, [...sandbox, ROOT, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    // The app says so in its window, and asks before it takes a real account.
    ...(electron.source === 'substitute' ? { BELFRY_SUBSTITUTE_ELECTRON: '1' } : {}),
  },
});
// Ctrl-C reaches both; the app decides how it ends, and this waits for it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => app.kill('SIGTERM'));
app.once('error', (error) => {
  console.error(error);
  process.exitCode = 1;
});
app.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 128);
});
