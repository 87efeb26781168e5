// Who wrote, put together: writes are watched, authors remembered, and named to those who ask and may read.
import { createAttribution, type Attribution } from './attribution.ts';
import { openAuthorFile } from './author-file.ts';
import { createAuthors } from './authors.ts';
import { createIdentities } from './identities.ts';
import type { Question } from '../front/proxy.ts';
import { createQuestions } from '../front/questions.ts';
import type { Rewriter } from '../front/relay.ts';
import type { Upstream } from '../front/upstream.ts';
import { writerAnswers } from './writer-answers.ts';

export interface WritersOptions {
  readonly upstream: Upstream;
  /** Where authors outlive a restart; null: nowhere. */
  readonly stateFile: string | null;
  readonly now: () => number;
  readonly onTrouble: (what: 'state-unread' | 'state-unsaved', error: unknown) => void;
}

export interface Writers {
  /** See Attribution. */
  begin: Attribution['begin'];
  /** Null when the answer to this request is of no interest. */
  rewriterFor(request: Question): Rewriter | null;
  /** Ends every question and saves what is not saved. Idempotent. */
  stop(): Promise<void>;
}

/** Starts watching; reads the file of an earlier run, if there is one. */
export function startWriters({ upstream, stateFile, now, onTrouble }: WritersOptions): Writers {
  const authors = createAuthors(now);
  const file = stateFile === null ? null : openAuthorFile({ file: stateFile, authors, onTrouble });
  const questions = createQuestions(upstream);
  const identities = createIdentities(questions, now);
  const onChange = () => file?.changed();
  const attribution = createAttribution({ authors, identities, questions, now, onChange });
  return {
    begin: (sent) => attribution.begin(sent),
    rewriterFor: writerAnswers({ authors, identities, attribution }),
    async stop() {
      questions.stop();
      await file?.stop();
    },
  };
}
