// Before the first view, and while the first pull runs: the shape of an agenda without its words.
import { say } from '../say.ts';

export function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      {[72, 54, 63, 40, 58].map((width) => (
        <div key={width} class="skeleton-row">
          <span class="skeleton-time" />
          <span class="skeleton-bar" />
          <span class="skeleton-text" style={{ '--width': `${width}%` }} />
        </div>
      ))}
    </div>
  );
}

export function Loading() {
  return (
    <main class="page" aria-busy="true">
      <p class="visually-hidden" role="status">
        {say('window.opening')}
      </p>
      <div class="scroll" tabIndex={-1}>
        <Skeleton />
      </div>
    </main>
  );
}
