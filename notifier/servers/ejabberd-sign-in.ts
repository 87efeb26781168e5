// ejabberd's external authentication: whether somebody may sign in is the notifier's to say.
//   auth_method: external
//   extauth_program: "node /opt/belfry/notifier/servers/ejabberd-sign-in.ts http://127.0.0.1:8490/sign-in"
//   auth_use_cache: false
// ejabberd sends two bytes of length and `auth:USER:DOMAIN:PASSWORD` or another word, and awaits 0 2 0 1 or 0 2 0 0.
const [url = 'http://127.0.0.1:8490/sign-in'] = process.argv.slice(2);
/** Milliseconds; ejabberd itself waits for five seconds. */
const PATIENCE = 4_000;

async function mayComeIn(user: string, domain: string, password: string): Promise<boolean> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user, domain, password }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  await answer.arrayBuffer();
  if (answer.status !== 204 && answer.status !== 403) throw new Error(`answered ${answer.status}`);
  return answer.status === 204;
}

async function verdict(question: string): Promise<boolean> {
  const [word = '', user = '', domain = '', ...rest] = question.split(':');
  if (word === 'isuser') return true; // devices come and go; which there are is not asked for
  if (word !== 'auth') return false;
  try {
    return await mayComeIn(user, domain, rest.join(':'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`the notifier at ${url} does not answer (${why}): nobody can sign in\n`);
    return false;
  }
}

let held = Buffer.alloc(0);
let answered: Promise<unknown> = Promise.resolve();
process.stdin.on('data', (chunk: Buffer) => {
  held = Buffer.concat([held, chunk]);
  while (held.byteLength >= 2 && held.byteLength >= 2 + held.readUInt16BE(0)) {
    const length = held.readUInt16BE(0);
    const question = held.toString('utf8', 2, 2 + length);
    held = held.subarray(2 + length);
    // One after the other: ejabberd tells answers apart by their order alone.
    answered = answered.then(async () => {
      const isIn = await verdict(question);
      process.stdout.write(Buffer.from([0, 2, 0, isIn ? 1 : 0]));
    });
  }
});
process.stdin.on('end', () => void answered.then(() => process.exit(0)));
