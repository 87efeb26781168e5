// Every state with a name, for tests that look at all of them.
import type { View } from '../../main/core/window/view.ts';
import * as connections from './connection-views.ts';
import * as inbox from './inbox-views.ts';
import * as views from './views.ts';

export const everyView = {
  lively: views.lively,
  empty: views.empty,
  freeToday: views.freeToday,
  firstPull: views.firstPull,
  offline: views.offline,
  polling: views.polling,
  passwordProblem: views.passwordProblem,
  certificateProblem: views.certificateProblem,
  signIn: views.signIn,
  signInWorking: views.signInWorking,
  signInWrong: views.signInWrong,
  signInOffline: views.signInOffline,
  signInAgain: views.signInAgain,
  ...Object.fromEntries(Object.entries(views.questions).map(([kind, view]) => [`asks-${kind}`, view])),
  choosing: views.choosing,
  awkward: views.awkward,
  crowded: views.crowded,
  invited: inbox.invited,
  replying: inbox.replying,
  replied: inbox.replied,
  histories: inbox.histories,
  nothingFits: inbox.nothingFits,
  presenting: inbox.presenting,
  awkwardInvitations: inbox.awkwardInvitations,
  notOffered: connections.notOffered,
  deaf: connections.deaf,
  byHand: connections.byHand,
  connectingGerman: connections.connectingGerman,
  awkwardConnections: connections.awkwardConnections,
  german: inbox.german,
  accented: inbox.accented,
} as const satisfies Record<string, View>;
