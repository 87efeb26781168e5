// Before and after, field by field: struck through, then marked; in words for those who cannot see either.
import type { DifferenceView } from '../../main/core/window/inbox-view.ts';
import { say } from '../say.ts';

export function Differences({ differences }: { differences: readonly DifferenceView[] }) {
  if (differences.length === 0) return null;
  return (
    <dl class="differences">
      {differences.map((difference, index) => (
        <div key={index}>
          <dt>{difference.label}</dt>
          <dd>
            <Difference difference={difference} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Difference({ difference: { before, after } }: { difference: DifferenceView }) {
  return (
    <>
      {before !== '' && (
        <>
          <span class="visually-hidden">{`${say('inbox.was')} `}</span>
          <del dir="auto">{before}</del>
        </>
      )}
      {before !== '' && after !== '' && (
        <span class="arrow" aria-hidden="true">
          {' → '}
        </span>
      )}
      {after !== '' && (
        <>
          <span class="visually-hidden">{`${before ? ', ' : ''}${say('inbox.now')} `}</span>
          <ins dir="auto">{after}</ins>
        </>
      )}
    </>
  );
}
