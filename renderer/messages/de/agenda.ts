// The agenda and the question it asks once.
import type { agenda as English } from '../en/agenda.ts';

export const agenda: Readonly<Record<keyof typeof English, string>> = {
  'agenda.next': 'Als Nächstes',
  'agenda.checkNow': 'Jetzt nachsehen',
  'agenda.fetching': 'Deine Kalender werden geladen …',
  'agenda.emptyTitle': 'Nichts geplant',
  'agenda.emptyText': 'Wenn etwas dazukommt oder sich ändert, steht es hier, und du erfährst davon.',
  'agenda.free': 'Nichts geplant.',
  'agenda.allDay': 'Ganztägig',
  'agenda.now': 'Jetzt,',
  'agenda.cancelledBadge': 'abgesagt',
  'agenda.cancelled': 'Abgesagt.',
  'agenda.over': 'Vorbei.',
  'agenda.wantedBadge': 'Antwort?',
  'agenda.wanted': 'Deine Antwort wird erwartet.',
  'agenda.tentativeBadge': 'vielleicht',
  'agenda.tentative': 'Du hast mit Vielleicht geantwortet.',
  'agenda.declinedBadge': 'nicht dabei',
  'agenda.declined': 'Du hast abgesagt.',
  'agenda.join': 'Beitreten',
  'agenda.joinTitle': '{title} beitreten',
  'start.title': 'Belfry beim Anmelden starten?',
  'start.text': 'Es bleibt in der Leiste und meldet dir Änderungen.',
  'start.yes': 'Ja, starten',
  'start.no': 'Nein',
};
