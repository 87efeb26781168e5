// What happened, and what waits for an answer, as the window shows it.

export interface UndoView {
  readonly id: string;
  /** 'You declined “Quarterly planning”'. */
  readonly text: string;
}

export interface InvitationsView {
  readonly count: number;
  readonly rows: readonly InvitationView[];
  /** Why answers reach nobody on this server, in one sentence; '' when they do. */
  readonly caution: string;
}

export interface InvitationView {
  /** RowView.id of the occurrence it begins with. */
  readonly id: string;
  readonly title: string;
  /** 'Chidi invites you'; '' when nobody knows who. */
  readonly from: string;
  /** 'Thu 3 Dec, 09:00–11:00'. */
  readonly when: string;
  /** 'every week on Thu'; '' for a single event. */
  readonly repeats: string;
  readonly place: string;
  /** 'Ana, Ben and 3 others'; '' for nobody else. */
  readonly guests: string;
  /** 'Overlaps “Call the bank” (10:30)'; '' for nothing. */
  readonly conflict: string;
  readonly calendarName: string;
  readonly color: string;
  /** Only this occurrence can be answered as well as the whole series. */
  readonly isSeries: boolean;
  /** What was answered before, when it is asked for anew; null: nothing yet. */
  readonly answered: 'accepted' | 'tentative' | 'declined' | null;
  /** The answer is on its way. */
  readonly busy: boolean;
  /** Why it could not be sent; '' when nothing went wrong. */
  readonly problem: string;
}

export interface ChangesView {
  /** Of the whole inbox, whatever is looked for. */
  readonly unread: number;
  /** By event, the one that changed last first. */
  readonly groups: readonly ChangeGroupView[];
  /** The newest unread ones, whatever is looked for; as many as a menu holds. */
  readonly latestUnread: readonly ChangeView[];
  /** More fit what is looked for. */
  readonly more: boolean;
  readonly filter: ChangesFilter;
  /** Whom one can look for. */
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** 'Kept for 90 days'. */
  readonly kept: string;
}

/** What is looked for in the inbox; '' and false for everything. */
export interface ChangesFilter {
  readonly calendar: string;
  readonly person: string;
  readonly words: string;
  readonly unreadOnly: boolean;
}

/** Everything that happened to one event, or to one calendar. */
export interface ChangeGroupView {
  readonly id: string;
  readonly title: string;
  readonly calendarName: string;
  readonly color: string;
  /** At least one of its rows is unread. */
  readonly unread: boolean;
  /** Newest first, never empty. */
  readonly rows: readonly ChangeView[];
  /** RowView.id to jump to, '' when it is not in the agenda. */
  readonly rowId: string;
  /** Its answer is wanted: InvitationView.id; '' otherwise. */
  readonly invitationId: string;
}

export interface ChangeView {
  readonly id: string;
  readonly unread: boolean;
  readonly title: string;
  /** 'Moved by Ana Petrović', 'New in Team', 'Cancelled, only Thursday 26 November'. */
  readonly sentence: string;
  /** 'Overlaps “Call the bank” (10:30)'; '' for nothing. */
  readonly warning: string;
  /** '09:46', 'yesterday', '12 Nov'. */
  readonly time: string;
  readonly calendarName: string;
  readonly color: string;
  readonly differences: readonly DifferenceView[];
  /** RowView.id to jump to, '' when it is not in the agenda. */
  readonly rowId: string;
}

export interface DifferenceView {
  /** 'When', 'Where', 'Title', 'Repeats'. */
  readonly label: string;
  /** '' when there was nothing. */
  readonly before: string;
  readonly after: string;
}
