// What is looked for among the changes: words at once at hand, calendar and person behind a button.
import { useId, useState } from 'preact/hooks';
import type { ChangesFilter } from '../../main/core/window/inbox-view.ts';
import type { View } from '../../main/core/window/view.ts';
import { Icon } from '../icon.tsx';
import { lookFor, shownFilter, type InboxState } from '../inbox-state.ts';
import { say } from '../say.ts';

interface FilterProps {
  readonly inbox: InboxState;
  readonly view: View;
}

export function ChangeFilter({ inbox, view }: FilterProps) {
  const filter = shownFilter(inbox, view.changes);
  const isNarrowed = filter.calendar !== '' || filter.person !== '' || filter.unreadOnly;
  const [isOpen, setOpen] = useState(isNarrowed);
  const rest = useId();
  return (
    <search class="filter">
      <div class="filter-row">
        <SearchField
          words={filter.words}
          onType={(words) => lookFor(inbox, { ...filter, words }, true)}
          onClear={() => lookFor(inbox, { ...filter, words: '' })}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={say('inbox.filter')}
          title={say('inbox.filter')}
          aria-expanded={isOpen}
          aria-controls={rest}
          data-active={isNarrowed}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="filter" />
        </button>
      </div>
      <div id={rest} class="filter-row" hidden={!isOpen}>
        <Choices inbox={inbox} view={view} filter={filter} />
      </div>
    </search>
  );
}

interface SearchProps {
  readonly words: string;
  readonly onType: (words: string) => void;
  readonly onClear: () => void;
}

function SearchField({ words, onType, onClear }: SearchProps) {
  return (
    <div class="search-field">
      <Icon name="search" />
      <input
        type="search"
        aria-label={say('inbox.search')}
        placeholder={say('inbox.search')}
        value={words}
        maxLength={200}
        spellcheck={false}
        autoComplete="off"
        onInput={(event) => onType(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Esc empties the field first; the next one is the window's.
          if (event.key !== 'Escape' || words === '' || event.isComposing) return;
          event.preventDefault();
          onClear();
        }}
      />
    </div>
  );
}

function Choices({ inbox, view, filter }: FilterProps & { readonly filter: ChangesFilter }) {
  const calendars = view.accounts.flatMap((account) => account.calendars);
  return (
    <>
      <Choice
        label={say('inbox.calendar')}
        any={say('inbox.anyCalendar')}
        value={filter.calendar}
        options={calendars}
        onChoose={(calendar) => lookFor(inbox, { ...filter, calendar })}
      />
      {(view.changes.people.length > 0 || filter.person !== '') && (
        <Choice
          label={say('inbox.person')}
          any={say('inbox.anyPerson')}
          value={filter.person}
          options={view.changes.people}
          onChoose={(person) => lookFor(inbox, { ...filter, person })}
        />
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={filter.unreadOnly}
          onChange={(event) => lookFor(inbox, { ...filter, unreadOnly: event.currentTarget.checked })}
        />
        {say('inbox.unreadOnly')}
      </label>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** The first option: no matter which. */
  readonly any: string;
  readonly value: string;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly onChoose: (id: string) => void;
}

function Choice({ label, any, value, options, onChoose }: ChoiceProps) {
  return (
    <select
      class="select small"
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      <option value="">{any}</option>
      {options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
