// What happened to an event or a calendar, as the inbox and the toasts say it.
import type { changes as English } from '../en/changes.ts';

export const changes: Readonly<Record<keyof typeof English, string>> = {
  'change.noTitle': '(ohne Titel)',
  'change.created': 'Neu: {title}',
  'change.invited': 'Einladung: {title}',
  'change.cancelled': '{title} abgesagt',
  'change.deleted': '{title} gelöscht',
  'change.restored': '{title} findet doch statt',
  'change.uninvited': 'Sie wurden aus {title} ausgeladen',
  'change.moved': '{title} verlegt',
  'change.extended': '{title} verlängert',
  'change.shortened': '{title} verkürzt',
  'change.renamed': '„{before}“ heißt jetzt „{title}“',
  'change.newPlace': '{title}: neuer Ort',
  'change.noPlace': '{title}: kein Ort mehr',
  'change.newJoin': '{title}: neuer Link zum Beitreten',
  'change.noJoin': '{title}: kein Link zum Beitreten mehr',
  'change.repeats': '{title} wiederholt sich anders',
  'change.otherCalendar': '{title} liegt jetzt in einem anderen Kalender',
  'change.guestAdded': '{title}: {name} ist dazugekommen',
  'change.guestRemoved': '{title}: {name} ist nicht mehr dabei',
  'change.guestsAdded': '{title}: {count, plural, one {# Gast ist} other {# Gäste sind}} dazugekommen',
  'change.guestsRemoved': '{title}: {count, plural, one {# Gast ist} other {# Gäste sind}} nicht mehr dabei',
  'change.guestsChanged': '{title}: andere Gäste',
  'change.reply':
    '{answer, select, accepted {{name} hat {title} zugesagt} declined {{name} hat {title} abgesagt} tentative {{name} kommt vielleicht zu {title}} other {{name} schickt jemand anderen zu {title}}}',
  'change.replies': '{title}: {answers}',
  'change.newNotes': '{title}: neue Notizen',
  'change.noNotes': '{title}: keine Notizen mehr',
  'change.notes': '{title}: Notizen geändert',
  'change.changed': '{title} geändert',
  'change.shared': '„{calendar}“ wurde für Sie freigegeben',
  'change.sharedBy': '{by} hat „{calendar}“ für Sie freigegeben',
  'change.unshared': '„{calendar}“ ist nicht mehr für Sie freigegeben',
  'change.unsharedBy': '{by} hat die Freigabe von „{calendar}“ beendet',
  'change.removed': '„{calendar}“ wurde auf dem Server entfernt',

  'said.created': '{scope, select, series {Neue Serie in {calendar}} other {Neu in {calendar}}}',
  'said.createdBy':
    '{scope, select, series {Neue Serie in {calendar}, von {by}} other {Neu in {calendar}, von {by}}}',
  'said.invited':
    '{scope, select, series {Einladung zu einer Serie, in {calendar}} other {Einladung in {calendar}}}',
  'said.invitedBy':
    '{scope, select, series {{by} lädt Sie zu einer Serie ein, in {calendar}} other {{by} lädt Sie ein, in {calendar}}}',
  'said.cancelled': '{scope, select, series {Ganze Serie abgesagt} other {Abgesagt}}',
  'said.deleted': '{scope, select, series {Ganze Serie gelöscht} other {Gelöscht}}',
  'said.restored': '{scope, select, series {Ganze Serie findet doch statt} other {Findet doch statt}}',
  'said.uninvited':
    '{scope, select, series {Sie wurden aus der ganzen Serie ausgeladen} other {Sie wurden ausgeladen}}',
  'said.moved': '{scope, select, series {Ganze Serie verlegt} other {Verlegt}}',
  'said.extended': '{scope, select, series {Jedes Mal verlängert} other {Verlängert}}',
  'said.shortened': '{scope, select, series {Jedes Mal verkürzt} other {Verkürzt}}',
  'said.renamed': '{scope, select, series {Ganze Serie umbenannt} other {Umbenannt}}',
  'said.newPlace': '{scope, select, series {Ganze Serie: neuer Ort} other {Neuer Ort}}',
  'said.noPlace': '{scope, select, series {Ganze Serie: kein Ort mehr} other {Kein Ort mehr}}',
  'said.newJoin':
    '{scope, select, series {Ganze Serie: neuer Link zum Beitreten} other {Neuer Link zum Beitreten}}',
  'said.noJoin':
    '{scope, select, series {Ganze Serie: kein Link zum Beitreten mehr} other {Kein Link zum Beitreten mehr}}',
  'said.repeats': 'Wiederholt sich anders',
  'said.otherCalendar':
    '{scope, select, series {Ganze Serie nach {calendar} verschoben} other {Nach {calendar} verschoben}}',
  'said.guestAdded':
    '{scope, select, series {{name} ist zur ganzen Serie dazugekommen} other {{name} ist dazugekommen}}',
  'said.guestRemoved':
    '{scope, select, series {{name} ist bei der ganzen Serie nicht mehr dabei} other {{name} ist nicht mehr dabei}}',
  'said.guestsAdded':
    '{scope, select, series {{count, plural, one {# Gast ist} other {# Gäste sind}} zur ganzen Serie dazugekommen} other {{count, plural, one {# Gast ist} other {# Gäste sind}} dazugekommen}}',
  'said.guestsRemoved':
    '{scope, select, series {{count, plural, one {# Gast ist} other {# Gäste sind}} bei der ganzen Serie nicht mehr dabei} other {{count, plural, one {# Gast ist} other {# Gäste sind}} nicht mehr dabei}}',
  'said.guestsChanged': '{scope, select, series {Ganze Serie: andere Gäste} other {Andere Gäste}}',
  'said.reply':
    '{answer, select, accepted {{name} hat zugesagt} declined {{name} hat abgesagt} tentative {{name} kommt vielleicht} other {{name} schickt jemand anderen}}',
  'said.replies': '{answers}',
  'said.newNotes': '{scope, select, series {Ganze Serie: neue Notizen} other {Neue Notizen}}',
  'said.noNotes': '{scope, select, series {Ganze Serie: keine Notizen mehr} other {Keine Notizen mehr}}',
  'said.notes': '{scope, select, series {Ganze Serie: Notizen geändert} other {Notizen geändert}}',
  'said.changed': '{scope, select, series {Ganze Serie geändert} other {Geändert}}',
  'said.by': '{said} von {by}',
  'said.only': '{said}, nur {date}',
  'said.onlyBy': '{said} von {by}, nur {date}',
  'said.from': '{said} ab {date}',
  'said.fromBy': '{said} von {by} ab {date}',
  'said.withBy': '{said}, von {by}',
  'said.withOnlyBy': '{said}, von {by}, nur {date}',
  'said.withFromBy': '{said}, von {by}, ab {date}',

  'answers.accepted': '{count} zugesagt',
  'answers.declined': '{count} abgesagt',
  'answers.tentative': '{count} unentschieden',
  'answers.delegated': '{count} durch andere vertreten',

  'difference.when': 'Wann',
  'difference.title': 'Titel',
  'difference.place': 'Wo',
  'difference.join': 'Beitreten',
  'difference.notes': 'Notizen',
  'difference.guests': 'Gäste',
  'difference.replies': 'Antworten',
  'difference.repetition': 'Wiederholt sich',
  'difference.calendar': 'Kalender',
  'difference.once': 'einmalig',
  'difference.inZone': '{span} ({time} in {city})',
  'difference.more': '{names} und {count, plural, one {# weiterer} other {# weitere}}',
};
