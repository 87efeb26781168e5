// The one path of the calendar server's origin that the notifier answers itself: POST enrols a device, DELETE lets it go.
import type http from 'node:http';
import {
  ENROLMENT_PATH,
  ENROLMENT_TYPE,
  readEnrolmentRequest,
  writeEnrolled,
  type EnrolmentRequest,
} from '../../protocol/enrolment.ts';
import { IqError } from '../../wire/iq.ts';
import { readXml, XmlError } from '../../wire/xml-reader.ts';
import { collectRequest } from '../front/collect.ts';
import { clientAddress } from '../front/headers.ts';
import { mayAskAgain, type Questions } from '../front/questions.ts';
import type { NodeKey } from '../state/state.ts';
import type { Applicant, Enrolments } from './enrolments.ts';
import { keyOfHref, prove, type Proof } from './proof.ts';
import type { Throttle } from './throttle.ts';
import type { Tickets } from './tickets.ts';

export interface EndpointOptions {
  readonly enrolments: Enrolments;
  readonly questions: Questions;
  readonly tickets: Tickets;
  /** Per address of the client: all that is tried, and what was tried with wrong credentials or a wrong ticket. */
  readonly attempts: Throttle;
  readonly failures: Throttle;
  /** Enrolled; the credentials it came with, '' for a ticket. */
  readonly onEnrolled: (who: Omit<Applicant, 'readable'>, authorization: string) => void;
  /** Facts only: what was refused, never whom. */
  readonly onRefused: (status: number, why: string, error: unknown) => void;
  /** Longest wait for the XMPP server in milliseconds; 5000 unless told. */
  readonly patience?: number;
}

/** What is answered instead of what was asked for. */
class Refusal extends Error {
  readonly status: number;
  readonly headers: http.OutgoingHttpHeaders;

  /** Who asked showed something that is not right. */
  get isGuess(): boolean {
    return this.status === 401 || this.status === 403;
  }

  constructor(status: number, why: string, headers: http.OutgoingHttpHeaders = {}, options?: ErrorOptions) {
    super(why, options);
    this.status = status;
    this.headers = headers;
  }
}

/** Answers a request to ENROLMENT_PATH, and says whether it was one. */
export function enrolmentEndpoint(
  options: EndpointOptions,
): (request: http.IncomingMessage, answer: http.ServerResponse) => boolean {
  return (request, answer) => {
    if ((request.url ?? '').replace(/[?#].*$/s, '') !== ENROLMENT_PATH) return false;
    reply(options, request).then(
      (body) => send(answer, body === null ? 204 : 200, body, {}),
      (error: unknown) => {
        const refusal = refusalFor(error);
        if (refusal.isGuess) options.failures.count(clientAddress(request));
        options.onRefused(refusal.status, refusal.message, refusal.cause ?? null);
        send(answer, refusal.status, `${refusal.message}\n`, refusal.headers);
        request.resume(); // whatever of it was not read has nowhere to go
      },
    );
    return true;
  };
}

async function reply(options: EndpointOptions, request: http.IncomingMessage): Promise<string | null> {
  const { enrolments, patience = 5_000 } = options;
  admit(options, request);
  const wish = await read(request);
  const proven = await proofOf(options, wish, request);
  const { device } = wish;
  if (request.method === 'DELETE') {
    await within(patience, enrolments.leave({ ...proven, device }));
    return null;
  }
  if (proven.readable.size === 0) throw new Refusal(403, 'nothing of this may be read');
  const enrolled = await within(patience, enrolments.enrol({ ...proven, device }));
  options.onEnrolled(
    { reader: proven.reader, device },
    wish.ticket ? '' : (request.headers.authorization ?? ''),
  );
  return writeEnrolled(enrolled);
}

// Before a byte of the body is read. A browser says where a request comes from, and nothing here is for pages.
function admit({ attempts, failures }: EndpointOptions, request: http.IncomingMessage): void {
  const { method = '', headers } = request;
  if (method !== 'POST' && method !== 'DELETE')
    throw new Refusal(405, 'only POST and DELETE are known here', { Allow: 'POST, DELETE' });
  if (headers.origin !== undefined) throw new Refusal(403, 'not for pages of other sites');
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== ENROLMENT_TYPE) throw new Refusal(415, `the body must be ${ENROLMENT_TYPE}`);
  const address = clientAddress(request);
  const wait = Math.max(attempts.wait(address), failures.wait(address));
  if (wait === 0) attempts.count(address);
  else throw new Refusal(429, 'too many enrolments', { 'Retry-After': String(Math.ceil(wait / 1_000)) });
}

async function read(request: http.IncomingMessage): Promise<EnrolmentRequest> {
  const { bytes, isComplete } = await collectRequest(request);
  if (!isComplete) throw new Refusal(413, 'too large', { Connection: 'close' });
  try {
    const wish = readEnrolmentRequest(readXml(bytes.toString('utf8'), { limits: { depth: 8 } }));
    if (wish) return wish;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
  }
  throw new Refusal(400, 'not an enrolment');
}

type Proven = Omit<Applicant, 'device'>;

async function proofOf(
  { questions, tickets }: EndpointOptions,
  { ticket, hrefs }: EnrolmentRequest,
  { headers }: http.IncomingMessage,
): Promise<Proven> {
  if (ticket !== null) {
    const opened = tickets.open(ticket);
    if (!opened) throw new Refusal(403, 'this ticket is not valid any more');
    return { reader: opened.reader, readable: among(hrefs, opened.keys) };
  }
  const { authorization = '', host = '' } = headers;
  if (authorization !== '' && !mayAskAgain(authorization))
    throw new Refusal(403, 'these credentials prove nothing a second time: come with a ticket');
  const proof = await prove(questions, hrefs, { authorization, host });
  if ('reader' in proof) return proof;
  throw refusalOf(proof);
}

function refusalOf(proof: Exclude<Proof, { readonly reader: string }>): Refusal {
  switch (proof.refused) {
    case 'credentials':
      return new Refusal(401, 'the calendar server does not take these credentials', {
        // Without one it would be no 401 (RFC 9110 section 15.5.2); the server sent none.
        'WWW-Authenticate': proof.challenges.length === 0 ? 'Basic' : [...proof.challenges],
      });
    case 'anonymous':
      return new Refusal(403, 'the calendar server does not say who this is');
    case 'unavailable':
      return new Refusal(
        503,
        'the calendar server does not answer',
        { 'Retry-After': '30' },
        { cause: proof.cause },
      );
  }
}

/** Of these hrefs, those that stand for one of the keys. */
function among(hrefs: readonly string[], keys: readonly NodeKey[]): ReadonlyMap<string, NodeKey> {
  const found = hrefs.flatMap((href) => {
    const key = keyOfHref(href, keys);
    return key ? [[href, key] as const] : [];
  });
  return new Map(found);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(null)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const unavailable = (cause: unknown) =>
  new Refusal(503, 'nothing can be granted now', { 'Retry-After': '10' }, { cause });

// No stream, no state, a service that says no, or who may read just changed: it is worth another try, and says nothing about
// who asked.
function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof IqError) return new Refusal(502, 'the XMPP server refuses', {}, { cause: error });
  return unavailable(error);
}

function send(
  answer: http.ServerResponse,
  status: number,
  body: string | null,
  headers: http.OutgoingHttpHeaders,
): void {
  if (answer.destroyed) return;
  const type = status === 200 ? `${ENROLMENT_TYPE}; charset=utf-8` : 'text/plain; charset=utf-8';
  answer.writeHead(status, {
    ...headers,
    'Cache-Control': 'no-store', // it holds a secret
    ...(body === null ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
  });
  answer.end(body ?? undefined);
}
