// Toasts about changes: buttons, crowds, digests, overlaps, and why nothing is said just now.
import type { toasts as English } from '../en/toasts.ts';

export const toasts: Readonly<Record<keyof typeof English, string>> = {
  'toast.open': 'Öffnen',
  'toast.showChanges': 'Änderungen zeigen',
  'toast.join': 'Beitreten',
  'toast.accept': 'Annehmen',
  'toast.tentative': 'Vielleicht',
  'toast.decline': 'Ablehnen',
  'toast.dismiss': 'Verwerfen',

  'toast.by': 'von {who}',
  'toast.only': 'Nur {date}',
  'toast.fromOn': 'Ab {date}',
  'toast.wholeSeries': 'Die ganze Serie',
  'toast.moreChanges':
    '{count, plural, one {und # weitere Änderung daran} other {und # weitere Änderungen daran}}',
  'toast.differences': '{label}: {before} → {after}',
  'toast.difference': '{label}: {text}',
  'toast.differenceGone': '{label}: {text} → nichts',

  'crowd.created': '{count, plural, one {# neuer Termin} other {# neue Termine}} in {calendar}',
  'crowd.changed': '{count, plural, one {# Termin} other {# Termine}} in {calendar} geändert',
  'crowd.cancelled': '{count, plural, one {# Termin} other {# Termine}} in {calendar} abgesagt',
  'crowd.restored':
    '{count, plural, one {# Termin findet} other {# Termine finden}} in {calendar} wieder statt',
  'crowd.deleted': '{count, plural, one {# Termin} other {# Termine}} aus {calendar} gelöscht',
  'crowd.invited': '{count, plural, one {# Einladung} other {# Einladungen}} in {calendar}',
  'crowd.uninvited':
    'Du wurdest von {count, plural, one {# Termin} other {# Terminen}} in {calendar} ausgeladen',
  'crowd.calendar-shared':
    '{count, plural, one {# Kalender ist} other {# Kalender sind}} jetzt für dich freigegeben',
  'crowd.calendar-unshared':
    '{count, plural, one {# Kalender ist} other {# Kalender sind}} nicht mehr für dich freigegeben',
  'crowd.calendar-removed': '{count, plural, one {# Kalender wurde} other {# Kalender wurden}} entfernt',
  'crowd.hidden': '{count, plural, one {# Änderung} other {# Änderungen}} in deinen Kalendern',
  'crowd.first': 'der erste: {when}',
  'crowd.firstBy': 'von {who}, der erste: {when}',
  'crowd.more': 'weitere folgen',

  'calendar.inAgenda': 'Seine Termine stehen in deiner Agenda',
  'calendar.notInAgenda': 'Seine Termine stehen nicht in deiner Agenda; schalte ihn ein, um sie zu sehen',
  'calendar.outOfAgenda': 'Seine Termine stehen nicht mehr in deiner Agenda',

  'hidden.created': 'Ein neuer Termin',
  'hidden.moved': 'Ein Termin wurde verlegt',
  'hidden.changed': 'Ein Termin wurde geändert',
  'hidden.cancelled': 'Ein Termin wurde abgesagt',
  'hidden.restored': 'Ein Termin findet wieder statt',
  'hidden.deleted': 'Ein Termin wurde gelöscht',
  'hidden.invited': 'Eine Einladung',
  'hidden.uninvited': 'Du wurdest ausgeladen',
  'hidden.replied': 'Jemand hat geantwortet',
  'hidden.calendar': 'Ein Kalender wurde geändert',

  'conflict.overlaps': 'Überschneidet sich mit „{title}“ ({time})',
  'conflict.untitled': 'Überschneidet sich mit einem Termin um {time}',

  'digest.away': 'Während du weg warst',
  'digest.quiet': 'Während nichts gemeldet wurde',
  'digest.line': '{from} – {to}: {counts}',
  'digest.moved': '{count} verlegt',
  'digest.changed': '{count} geändert',
  'digest.cancelled': '{count} abgesagt',
  'digest.deleted': '{count} gelöscht',
  'digest.restored': '{count, plural, one {# findet} other {# finden}} wieder statt',
  'digest.created': '{count} neu',
  'digest.invited': '{count, plural, one {# Einladung} other {# Einladungen}}',
  'digest.uninvited': '{count, plural, one {# Termin} other {# Termine}} ohne dich',
  'digest.replied': '{count, plural, one {# Termin} other {# Termine}} mit Antworten',
  'digest.calendars': '{count, plural, one {# Kalender} other {# Kalender}} geändert',

  'halfTold.title':
    '{count, plural, one {# Änderung wurde} other {# Änderungen wurden}} vielleicht nicht gezeigt',
  'halfTold.why': 'Belfry wurde unterbrochen, bevor es sicher sein konnte.',

  'attention.muted': 'Stumm bis {time}',
  'attention.quietHours': 'Ruhezeit bis {time}',
  'attention.doNotDisturb': 'Zurückgehalten: Nicht stören',
};
