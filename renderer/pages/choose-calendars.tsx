// The last step of signing in: which of the calendars found are shown.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FoundCalendarView } from '../../main/core/window/sign-in-view.ts';
import { colorStyle } from '../calendar-color.ts';
import { Switch } from '../parts/switch.tsx';
import { say } from '../say.ts';
import { attempt } from '../attempt.ts';
import type { WindowState } from '../window-state.ts';

interface ChooseCalendarsProps {
  readonly state: WindowState;
  readonly found: readonly FoundCalendarView[];
}

export function ChooseCalendars({ state, found }: ChooseCalendarsProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const urls = found.map((calendar) => calendar.url).filter((url) => !left.has(url));
  const choose = (url: string, on: boolean) => {
    setLeft(on ? without(left, url) : new Set([...left, url]));
    return Promise.resolve(true);
  };
  return (
    <section class="form" aria-labelledby="choose-title">
      <h2 id="choose-title" class="title" ref={heading} tabIndex={-1}>
        {say('choose.title')}
      </h2>
      <p class="hint">{say('choose.text')}</p>
      <ul class="calendars">
        {found.map((calendar) => (
          <li key={calendar.url} class="calendar colored" style={colorStyle(calendar.color)}>
            <span class="swatch" aria-hidden="true" />
            <Switch
              label={calendar.name}
              on={!left.has(calendar.url)}
              onSwitch={(on) => choose(calendar.url, on)}
            />
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="button primary wide"
        disabled={urls.length === 0}
        onClick={() => void attempt(state, () => state.door.chooseCalendars({ urls }))}
      >
        {say('choose.button', { count: urls.length })}
      </button>
    </section>
  );
}

function without(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  return new Set([...set].filter((other) => other !== value));
}
