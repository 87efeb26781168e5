// Invitations and answers to them.
import type { replies as English } from '../en/replies.ts';

export const replies: Readonly<Record<keyof typeof English, string>> = {
  'invitation.from': '{name} lädt dich ein',
  'invitation.others': '{n, plural, one {# weitere Person} other {# weitere}}',
  'invitation.quoted': '„{name}“',
  'invitation.notSent':
    'Dieser Server verschickt keine Antworten: Wer einlädt, sieht deine nur, wenn dieser Kalender auch dort zu sehen ist.',
  'invitation.notSentIn':
    'Antworten in {calendars} verschickt der Server nicht: Wer einlädt, sieht deine nur, wenn der Kalender auch dort zu sehen ist.',
  'invitation.notSentTo':
    'Die Antwort auf {titles} verschickt der Server nicht: Der Termin kam per Mail, oder es ist niemand genannt, der sie bekommen könnte.',

  'reply.accepted': 'Du hast für „{title}“ zugesagt',
  'reply.tentative': 'Du hast für „{title}“ mit Vielleicht geantwortet',
  'reply.declined': 'Du hast für „{title}“ abgesagt',
  'reply.acceptedOne': 'Du hast für „{title}“ zugesagt, nur {date}',
  'reply.tentativeOne': 'Du hast für „{title}“ mit Vielleicht geantwortet, nur {date}',
  'reply.declinedOne': 'Du hast für „{title}“ abgesagt, nur {date}',

  'reply.notSent': 'Deine Antwort auf „{title}“ wurde nicht gesendet',
  'reply.notSentHidden': 'Eine Antwort wurde nicht gesendet',
  'reply.noteNotSent': 'Deine Antwort auf „{title}“ wurde ohne deine Nachricht gesendet',
  'reply.noteNotSentHidden': 'Eine Antwort wurde ohne deine Nachricht gesendet',
  'reply.noteRefused': 'Der Server nimmt Antworten an, aber keine Nachrichten dazu.',
  'reply.readOnly': 'Dieser Kalender kann nur gelesen werden, also kann hier nicht geantwortet werden.',
  'reply.offline': 'Der Server ist nicht zu erreichen. Versuche es später noch einmal.',
  'reply.busy': 'Der Server ist überlastet. Versuche es später noch einmal.',
  'reply.signIn': 'Der Server fragt nach deinem Passwort. Melde dich zuerst neu an.',
  'reply.untrusted':
    'Dem Zertifikat des Servers wird nicht vertraut. Sieh es dir zuerst in den Einstellungen an.',
  'reply.refused': 'Der Server hat die Antwort abgelehnt ({reason}).',
  'reply.failed': 'Beim Server ist etwas schiefgegangen. Versuche es später noch einmal.',
  'reply.storage': 'Belfrys eigener Speicher hat versagt. Versuche es später noch einmal.',
  'reply.contested': 'Jemand anders ändert diesen Termin immer wieder. Versuche es später noch einmal.',
  'reply.changed':
    'Der Termin hat sich inzwischen geändert. Sieh ihn dir noch einmal an, bevor du antwortest.',
  'reply.answeredElsewhere': 'Du hast inzwischen auf einem anderen Gerät anders geantwortet. Das gilt.',
  'reply.gone': 'Den Termin gibt es nicht mehr.',
  'reply.cancelled': 'Der Termin ist abgesagt.',
  'reply.notInvited': 'Du bist nicht mehr eingeladen.',
  'reply.unreadable': 'Der Termin ist nicht zu verstehen.',
};
