// Where the XMPP server asks whether to let somebody in: on a port of its own, for this machine only.
import http from 'node:http';
import * as v from 'valibot';
import type { SignIn } from './sign-in.ts';

export interface SignInEndpointOptions {
  readonly check: (who: SignIn) => Promise<boolean>;
  readonly onTrouble: (error: unknown) => void;
}

export const SIGN_IN_PATH = '/sign-in';
const LARGEST = 8 * 1024;
/** Milliseconds a refusal takes: the notifier's own password is the only one here that could be guessed at all. */
const PAUSE = 300;

const Body = v.object({ user: v.string(), domain: v.string(), password: v.string() });

/**
 * POST {user, domain, password} as JSON: 204 lets in, 403 does not, 503 does not know. Not yet listening.
 */
export function signInEndpoint({ check, onTrouble }: SignInEndpointOptions): http.Server {
  return http.createServer({ requestTimeout: 5_000 }, (request, answer) => {
    const end = (status: number) => {
      answer.writeHead(status, { 'Content-Length': '0' }).end();
      request.resume();
    };
    if (request.method !== 'POST' || request.url !== SIGN_IN_PATH) return end(404);
    read(request)
      .then(async (who) => {
        if (who === null) return end(400);
        if (await check(who)) return answer.writeHead(204).end();
        return setTimeout(() => end(403), PAUSE);
      })
      .catch((error: unknown) => {
        onTrouble(error);
        end(503);
      });
  });
}

async function read(request: http.IncomingMessage): Promise<SignIn | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST) return null;
    chunks.push(chunk);
  }
  try {
    const { user, domain, password } = v.parse(Body, JSON.parse(Buffer.concat(chunks).toString('utf8')));
    return { user: user.toLowerCase(), domain: domain.toLowerCase(), password };
  } catch {
    return null; // its asker is told that this is no question
  }
}
