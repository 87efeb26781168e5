// Asks whoever stands in front of the calendar server for one ping of one's own homes, to find out whether pings arrive.
import { BELFRY, DAV } from '../../protocol/namespaces.ts';
import { TEST_PING } from '../../protocol/push-properties.ts';
import { foundProperties } from '../../wire/multistatus.ts';
import type { BelfryError } from '../core/errors.ts';
import { failureOf, isGeneral } from './circle.ts';
import type { DavHttp } from './http.ts';
import { readAnswer } from './multistatus-answer.ts';
import { property, propfind } from './propfind.ts';

const BODY =
  '<?xml version="1.0" encoding="utf-8"?>' +
  `<propfind xmlns="${DAV}"><prop><resourcetype/><${TEST_PING} xmlns="${BELFRY}"/></prop></propfind>`;

/**
 * Asks at each home: which of them is announced is the server's to say. 'unsupported': nobody there answers to that.
 * Throws BelfryError when no home answers, and for what concerns the whole server.
 */
export async function testPing(
  homes: readonly string[],
  http: DavHttp,
  signal: AbortSignal,
): Promise<'sent' | 'unsupported'> {
  const answers = await Promise.all(homes.map((home) => askHome(home, http, signal)));
  if (answers.includes('sent')) return 'sent';
  const failures = answers.filter((answer) => typeof answer === 'object');
  const failure = failures.find(isGeneral) ?? (failures.length === answers.length ? failures[0] : undefined);
  if (failure) throw failure;
  return 'unsupported';
}

async function askHome(
  home: string,
  http: DavHttp,
  signal: AbortSignal,
): Promise<'sent' | 'unsupported' | BelfryError> {
  try {
    if (await isAnswered(home, http, signal)) return 'sent';
    // A notifier that was just started again knows a home only once it has seen it listed.
    await propfind(http, { url: home, depth: '1', properties: ['d:resourcetype'] }, signal);
    return (await isAnswered(home, http, signal)) ? 'sent' : 'unsupported';
  } catch (error) {
    return failureOf(error);
  }
}

async function isAnswered(home: string, http: DavHttp, signal: AbortSignal): Promise<boolean> {
  const answer = await http.send({ method: 'PROPFIND', url: home, depth: '0', body: BODY, signal });
  const found = (await readAnswer(answer)).flatMap((response) => foundProperties(response));
  return property(found, BELFRY, TEST_PING) !== undefined;
}
