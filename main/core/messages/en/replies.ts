// Invitations and answers to them.
export const replies = {
  'invitation.from': '{name} invites you',
  'invitation.others': '{n, plural, one {# other} other {# others}}',
  'invitation.quoted': '“{name}”',
  'invitation.notSent':
    'This server does not send answers: the organiser sees yours only if they can see this calendar.',
  'invitation.notSentIn':
    'Answers in {calendars} are not sent by the server: the organiser sees yours only if they can see the calendar.',
  'invitation.notSentTo':
    'The answer to {titles} is not sent by the server: the event came by mail, or nobody is named who could be told.',

  'reply.accepted': 'You accepted “{title}”',
  'reply.tentative': 'You said maybe to “{title}”',
  'reply.declined': 'You declined “{title}”',
  'reply.acceptedOne': 'You accepted “{title}”, only {date}',
  'reply.tentativeOne': 'You said maybe to “{title}”, only {date}',
  'reply.declinedOne': 'You declined “{title}”, only {date}',

  'reply.notSent': 'Your answer to “{title}” was not sent',
  'reply.notSentHidden': 'An answer was not sent',
  'reply.noteNotSent': 'Your answer to “{title}” was sent without the note',
  'reply.noteNotSentHidden': 'An answer was sent without its note',
  'reply.noteRefused': 'The server takes answers, but no notes with them.',
  'reply.readOnly': 'This calendar can only be read, so there is no answering here.',
  'reply.offline': 'The server cannot be reached. Try again later.',
  'reply.busy': 'The server is busy. Try again later.',
  'reply.signIn': 'The server asks for your password. Sign in again first.',
  'reply.untrusted': 'The server’s certificate is not trusted. Look at it in the settings first.',
  'reply.refused': 'The server refused the answer ({reason}).',
  'reply.failed': 'Something went wrong at the server. Try again later.',
  'reply.storage': 'Belfry’s own storage failed. Try again later.',
  'reply.contested': 'Somebody else keeps changing this event. Try again later.',
  'reply.changed': 'The event changed meanwhile. Look at it again before you answer.',
  'reply.answeredElsewhere': 'You gave another answer on another device meanwhile. That one stands.',
  'reply.gone': 'The event is not there any more.',
  'reply.cancelled': 'The event is cancelled.',
  'reply.notInvited': 'You are not among its guests any more.',
  'reply.unreadable': 'The event cannot be understood.',
} as const;
