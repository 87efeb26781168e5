// The state of the connection: a shape and a word, always at the same place.
import { useId } from 'preact/hooks';
import type { StatusName, StatusView } from '../../main/core/window/view.ts';
import { say } from '../say.ts';

/** The shape alone differs for each state, so that colour is never needed to tell them apart. */
export function StatusShape({ name }: { name: StatusName }) {
  return (
    <svg class="status-shape" data-status={name} viewBox="0 0 12 12" aria-hidden="true">
      {shapeOf(name)}
    </svg>
  );
}

interface StatusProps {
  readonly status: StatusView;
  /** Shows what is behind it; null where there is no way there. */
  readonly onShow: (() => void) | null;
}

export function Status({ status, onShow }: StatusProps) {
  const way = useId();
  const word = (
    <>
      <StatusShape name={status.name} />
      <span class="status-word">{status.label}</span>
    </>
  );
  return (
    <div class="status" role="status" title={status.detail || undefined}>
      {onShow ? (
        <button type="button" class="status-button" aria-describedby={way} onClick={onShow}>
          {word}
        </button>
      ) : (
        word
      )}
      <span id={way} hidden>
        {say('connection.show')}
      </span>
    </div>
  );
}

function shapeOf(name: StatusName) {
  switch (name) {
    case 'listening':
      return (
        <>
          <circle cx="6" cy="6" r="3" class="filled" />
          <circle cx="6" cy="6" r="5.2" class="halo" />
        </>
      );
    case 'polling':
      return (
        <>
          <circle cx="6" cy="6" r="4.8" />
          <path d="M6 3.2V6l2 1.4" />
        </>
      );
    case 'connecting':
      return <circle cx="6" cy="6" r="4.6" class="turning" stroke-dasharray="3 2.6" />;
    case 'offline':
      return (
        <>
          <circle cx="6" cy="6" r="4.8" />
          <path d="m2.8 9.2 6.4-6.4" />
        </>
      );
    case 'sign-in':
      return (
        <>
          <path d="M6 1.2 11.2 10.6H.8Z" />
          <path d="M6 4.8v2.4M6 8.9v.1" />
        </>
      );
    case 'signed-out':
      return <circle cx="6" cy="6" r="4.8" stroke-dasharray="1 2.2" />;
  }
}
