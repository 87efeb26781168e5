// The page about the connection: what is heard, from whom, since when, and why not.
export const connection = {
  'connection.listening': 'Listening',
  'connection.polling': 'Checking every 5 minutes',
  'connection.pollingInstead': 'Checking every 5 minutes instead',
  'connection.connecting': 'Connecting',
  'connection.offline': 'Offline since {when}',
  'connection.signInAgain': 'Sign in again',
  'connection.needsYou': 'Needs your attention',

  'connection.whyDormant': 'This account rests until you have done what Belfry asks you for.',
  'connection.whyStarting': 'Belfry is only just starting this account.',
  'connection.whyPassword':
    'The calendar server does not accept the password any more. Belfry asks nothing of it until you sign in again.',
  'connection.whyCertificate':
    'A server shows a certificate this computer does not know. Belfry rests until you have looked at it.',
  'connection.whyOffline': 'The calendar server cannot be reached. What you see is the last known state.',
  'connection.whyFirstLook': 'Belfry is asking the calendar server for the first time.',
  'connection.whyNotOffered': 'This server does not announce changes, so Belfry asks.',
  'connection.whyNotAllowed': 'This server announces changes, but you did not allow Belfry to listen to it.',
  'connection.whyNotEnrolled':
    'This server announces changes, but could not let this computer listen just now. Belfry asks again with every look.',
  'connection.whyListening': 'The server announces every change at once.',
  'connection.whyProbing': 'Belfry is making sure that the connection still stands.',
  'connection.whyHeartbeat':
    'The connection stands, but nothing is heard of the server’s regular heartbeat. Belfry tries a fresh connection now and then.',
  'connection.whyMissed':
    'The connection stands, but Belfry found changes that were not announced. It tries a fresh connection now and then.',
  'connection.whyDenied':
    '{n, plural, one {The server does not announce 1 calendar to you.} other {The server does not announce # calendars to you.}}',
  'connection.whyConnecting': '{host} is being connected to.',
  'connection.whyConnectingAgain':
    '{host} is being connected to once more; this is attempt {attempt} in a row.',
  'connection.whyOff': '{host} is not connected: the connection sleeps until this computer is awake.',
  'connection.whySilent': '{host} does not answer. {next}',
  'connection.whyNonsense': '{host} answers in a way Belfry does not understand. {next}',
  'connection.whyBusy': '{host} asks to be left alone for a while. {next}',
  'connection.nextSoon': 'The next attempt is made within a minute.',
  'connection.nextIn':
    '{minutes, plural, one {The next attempt is made in 1 minute.} other {The next attempt is made in # minutes.}}',
  'connection.whyRefused':
    '{host} does not accept the password. Belfry tries it again with each look at the calendars, ever more rarely.',
  'connection.whyConflict':
    '{host} says that another program uses this very connection. Belfry does not fight over it.',
  'connection.theServer': 'The XMPP server',

  'connection.server': 'Server',
  'connection.encrypted': '{server}, encrypted ({tls})',
  'connection.notConnected': '{host}, not connected',
  'connection.since': 'Connected since',
  'connection.lastPing': 'Last ping',
  'connection.lastHeartbeat': 'Last heartbeat',
  'connection.heartbeatEvery':
    '{minutes, plural, one {{when}; one is due every minute} other {{when}; one is due every # minutes}}',
  'connection.noHeartbeat': 'This server sends none',
  'connection.lastChange': 'Last change',
  'connection.changeAfterPing': '{when}; it was here {delay} after the server’s ping',
  'connection.changeByLooking': '{when}; found by looking',
  'connection.notYet': 'none yet',
  'connection.denied': 'Not announced',
  'connection.deniedCalendars':
    '{n, plural, one {1 calendar; Belfry looks at it every 5 minutes} other {# calendars; Belfry looks at them every 5 minutes}}',
  'connection.justNow': 'just now ({time})',
  'connection.minutesAgo': '{minutes, plural, one {1 minute ago ({time})} other {# minutes ago ({time})}}',
  'connection.yesterdayAt': 'yesterday {time}',

  'connection.test.running': 'A test ping is on its way…',
  'connection.test.passed': 'The test ping took {delay}: the whole way works.',
  'connection.test.not-listening': 'The test needs a connection that stands, and there is none right now.',
  'connection.test.unsupported':
    'This server offers no test. Change an event elsewhere to see how long it takes.',
  'connection.test.silent':
    'The calendar server sent a test ping, but it never arrived. Something between its notifier, the XMPP server and this computer loses it.',
  'connection.test.unreachable': 'The calendar server did not answer, so nothing could be tested.',
  'connection.test.refused': 'The calendar server did not allow the test.',

  'manualPush.checking': 'Belfry is trying it…',
  'manualPush.bad-server': 'This is not a server: enter its name, or name:port.',
  'manualPush.bad-jid': 'This is not an XMPP address like ema@example.org.',
  'manualPush.bad-service': 'This is not the address of a service like pubsub.example.org.',
  'manualPush.bad-node': 'Enter the name of the node.',
  'manualPush.no-password': 'Enter the password of this XMPP address.',
  'manualPush.unauthorized': 'The XMPP server does not accept this address and password.',
  'manualPush.untrusted':
    'The certificate of the XMPP server is not known to this computer; nothing was sent to it.',
  'manualPush.offline': 'The XMPP server does not answer. Is its name right, and are you online?',
  'manualPush.protocol': 'Something answers there, but not as an XMPP server should.',
  'manualPush.storage': 'The password could not be stored. Nothing was changed.',
} as const;
