// The front door: hands every request to the calendar server and every answer back, as streams, byte for byte.
// What happens beyond that is its owner's: `rewriterFor` may ask to see an answer, `onWriting` and `onWritten` hear of
// writes.
import http from 'node:http';
import type { Sent, Success } from '../writers/attribution.ts';
import { collectRequest, type Collected } from './collect.ts';
import { without, type RawHeaders } from './headers.ts';
import { relay, type OnTrouble, type Rewriter } from './relay.ts';
import { isWrite, type Write } from '../pings/touched.ts';
import {
  agentFor,
  ask,
  destinationOf,
  hasBody,
  MAX_HEADERS,
  plain,
  requestHeaders,
  targetOf,
  type Upstream,
} from './upstream.ts';

/** A PROPFIND or REPORT with its whole body. */
export interface Question {
  readonly method: string;
  readonly target: string;
  /** '0', '1' or 'infinity'. */
  readonly depth: string;
  readonly authorization: string | undefined;
  /** The Host header; '' without one. */
  readonly host: string;
  readonly body: Buffer;
}

export interface ProxyOptions {
  readonly upstream: Upstream;
  /** Null when the answer to this request is of no interest. */
  readonly rewriterFor: (request: Question) => Rewriter | null;
  /** A write is about to be sent. What it gives is called once with its answer, null for a failure or none. */
  readonly onWriting: (sent: Sent) => (success: Success | null) => void;
  /** A write was answered 2xx, or was sent completely and its answer never came. */
  readonly onWritten: (write: Write) => void;
  /** A request was answered, whatever it was. */
  readonly onAnswered: (answered: Answered) => void;
  /** Answers what is not the calendar server's to answer, and says whether it did. */
  readonly ownAnswer: (request: http.IncomingMessage, answer: http.ServerResponse) => boolean;
  readonly onTrouble: OnTrouble;
}

/** A request that was answered, by its facts. */
export interface Answered {
  readonly method: string;
  readonly target: string;
  readonly authorization: string | undefined;
  readonly status: number;
}

export interface Proxy {
  /** Not yet listening. */
  readonly server: http.Server;
  /** Closes the connections to the calendar server. */
  release(): void;
}

// Radicale never answers an Expect; RFC 9110 section 10.1.1 tells a sender not to wait for ever. Milliseconds.
const CONTINUE_PATIENCE = 1_000;

interface Exchange {
  readonly request: http.IncomingMessage;
  readonly answer: http.ServerResponse;
  readonly target: string;
  readonly headers: RawHeaders;
  /** What was read of the body beforehand. */
  readonly body: Collected | null;
  readonly rewriter: Rewriter | null;
  /** The client waits for a 100 before it sends its body. */
  isWaiting: boolean;
}

/** A proxy in front of one calendar server. */
export function createProxy(options: ProxyOptions): Proxy {
  const agent = agentFor(options.upstream);
  const begin = (request: http.IncomingMessage, answer: http.ServerResponse, isWaiting: boolean) => {
    if (options.ownAnswer(request, answer)) return;
    answer.sendDate = false;
    prepare(options, request, answer, isWaiting)
      .then((exchange) => forward(options, agent, exchange))
      .catch((error: unknown) => {
        if (answer.destroyed) return; // the client left before its request was complete
        options.onTrouble('upstream', error);
        refuse(request, answer, isWaiting);
      });
  };
  // Uploads may take as long as they take; only their headers may not.
  const server = http.createServer({
    requestTimeout: 0,
    maxHeaderSize: MAX_HEADERS,
    keepAliveTimeout: 30_000,
  });
  server.on('request', (request, answer) => begin(request, answer, false));
  server.on('checkContinue', (request, answer) => begin(request, answer, true));
  return { server, release: () => agent.destroy() };
}

const READ_HERE: ReadonlySet<string> = new Set(['PROPFIND', 'REPORT']);

async function prepare(
  options: ProxyOptions,
  request: http.IncomingMessage,
  answer: http.ServerResponse,
  isWaiting: boolean,
): Promise<Exchange> {
  const target = targetOf(request, options.upstream);
  const headers = requestHeaders(request, options.upstream);
  const { method = '' } = request;
  const isReadHere = READ_HERE.has(method) && request.headers['content-encoding'] === undefined;
  if (!isReadHere) return { request, answer, target, headers, body: null, rewriter: null, isWaiting };
  if (isWaiting) answer.writeContinue();
  const body = await collectRequest(request);
  const depth = String(request.headers['depth'] ?? 'infinity').toLowerCase();
  const { authorization, host = '' } = request.headers;
  const question = { method, target, depth, authorization, host, body: body.bytes };
  const rewriter = body.isComplete ? options.rewriterFor(question) : null;
  const sent = rewriter ? plain(headers) : withoutExpect(headers, isWaiting);
  return { request, answer, target, headers: sent, body, rewriter, isWaiting: false };
}

const withoutExpect = (headers: RawHeaders, isWaiting: boolean) =>
  isWaiting ? without(headers, (name) => name === 'expect') : headers;

function forward(options: ProxyOptions, agent: http.Agent, exchange: Exchange): void {
  const { request, answer, rewriter } = exchange;
  const { onTrouble } = options;
  if (answer.destroyed) return; // the client left while its request was being read
  let isConnected = false;
  let isAnswered = false;
  const write = writeOf(exchange, options.upstream);
  const ended = write && options.onWriting(write);
  const asked = ask({ ...exchange, upstream: options.upstream, agent }, () => (isConnected = true));
  asked.on('response', (upstream) => {
    isAnswered = true;
    options.onAnswered(answeredOf(exchange, upstream));
    ended?.(isSuccess(upstream) ? successOf(upstream) : null);
    if (write && isSuccess(upstream)) options.onWritten(write);
    relay({ upstream, answer, rewriter, isLast: exchange.isWaiting, onTrouble }).catch((error: unknown) => {
      onTrouble('upstream', error);
      answer.destroy();
    });
  });
  asked.on('error', (error) => {
    if (isAnswered || answer.destroyed) return; // the answer's own stream tells how it ended
    // It reached the server as a whole: whether it was done nobody can say, and a ping too many does no harm.
    if (write && isConnected && asked.writableFinished) options.onWritten(write);
    if (mayRepeat(exchange, asked, error)) return forward(options, agent, exchange);
    onTrouble('upstream', error);
    refuse(request, answer, exchange.isWaiting);
  });
  // Whatever the client still sends has nowhere to go.
  asked.once('close', () => {
    ended?.(null);
    request.unpipe(asked).resume();
  });
  answer.once('close', () => {
    // A write that was sent completely will be done, whether its author waits or not: its answer is still wanted.
    if (answer.writableFinished || (isWrite(request.method ?? '') && asked.writableFinished)) return;
    asked.destroy();
  });
  sendBody(exchange, asked);
}

function sendBody(exchange: Exchange, asked: http.ClientRequest): void {
  const { request, answer, body, isWaiting } = exchange;
  if (body && body.bytes.byteLength > 0) asked.write(body.bytes);
  if (body?.isComplete) return void asked.end();
  if (!isWaiting) return void request.pipe(asked);
  const invite = () => {
    clearTimeout(timer);
    if (!exchange.isWaiting || answer.headersSent || answer.destroyed) return;
    exchange.isWaiting = false;
    answer.writeContinue();
    request.pipe(asked);
  };
  const timer = setTimeout(invite, CONTINUE_PATIENCE);
  asked.once('continue', invite);
  for (const end of ['response', 'close'] as const) asked.once(end, () => clearTimeout(timer));
  asked.flushHeaders();
}

// An idle connection may be closed by the server at the moment it is used again. Reading may simply be done once more.
function mayRepeat({ request, body }: Exchange, asked: http.ClientRequest, error: Error): boolean {
  const isRead = ['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT'].includes(request.method ?? '');
  const wasCut = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
  return asked.reusedSocket && wasCut && isRead && (!hasBody(request) || body?.isComplete === true);
}

function isSuccess({ statusCode = 0 }: http.IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function writeOf({ request, target }: Exchange, upstream: Upstream): Sent | null {
  const { method = '', headers } = request;
  if (!isWrite(method)) return null;
  const { authorization, host = '' } = headers;
  return { method, target, destination: destinationOf(request, upstream), authorization, host };
}

function answeredOf({ request, target }: Exchange, { statusCode = 0 }: http.IncomingMessage): Answered {
  const { method = '', headers } = request;
  return { method, target, authorization: headers.authorization, status: statusCode };
}

function successOf({ statusCode = 0, headers }: http.IncomingMessage): Success {
  return { status: statusCode, etag: headers.etag, location: headers.location };
}

function refuse(request: http.IncomingMessage, answer: http.ServerResponse, isLast: boolean): void {
  if (answer.destroyed || answer.headersSent) return void answer.destroy();
  const body = 'The calendar server does not answer. Please try again later.\n';
  answer.writeHead(502, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    ...(isLast ? { Connection: 'close' } : {}),
  });
  answer.end(body);
  request.resume();
}
