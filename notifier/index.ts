// Entry of the notifier: `node notifier/index.ts --config FILE`. Prints one line of JSON on stdout when it listens,
// then logs on stderr. SIGTERM and SIGINT end it in good order, a second one at once.
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from './operations/config.ts';
import { codeOf, createLog } from './operations/log.ts';
import { openStream, startNotifier } from './notifier.ts';
import { StateError } from './state/state.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  if (values.config === undefined) throw new ConfigError('the command line', ['--config FILE is missing']);
  const config = readConfig(values.config);
  const log = createLog((line) => void process.stderr.write(line), config.serverKey);
  const open = (signal: AbortSignal) => openStream(config, signal);
  const notifier = await startNotifier(config, { log, random: Math.random, open });
  let isEnding = false;
  const end = () => {
    if (isEnding) process.exit(1);
    isEnding = true;
    log.info('stopping', {});
    notifier.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.warn('stopping', { cause: codeOf(error) });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end).on('SIGINT', end);
  process.stdout.write(`${JSON.stringify({ ready: true, host: notifier.host, port: notifier.port })}\n`);
  if (!/^(?:127\.|::1$)/.test(notifier.host)) log.warn('listening-in-clear', { host: notifier.host });
}

// What an administrator can mend is said in a sentence; anything else is a defect and shows where.
main().catch((error: unknown) => {
  const isMendable =
    error instanceof ConfigError ||
    error instanceof StateError ||
    (error instanceof Error && 'code' in error);
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${isMendable ? error.message : stack}\n`);
  process.exitCode = 2;
});
