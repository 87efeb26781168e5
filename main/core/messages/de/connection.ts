// The page about the connection: what is heard, from whom, since when, and why not.
import type { connection as English } from '../en/connection.ts';

export const connection: Readonly<Record<keyof typeof English, string>> = {
  'connection.listening': 'Verbunden',
  'connection.polling': 'Prüft alle 5 Minuten',
  'connection.pollingInstead': 'Prüft stattdessen alle 5 Minuten',
  'connection.connecting': 'Verbindet',
  'connection.offline': 'Offline seit {when}',
  'connection.signInAgain': 'Neu anmelden',
  'connection.needsYou': 'Braucht dich',

  'connection.whyDormant': 'Dieses Konto ruht, bis du getan hast, worum Belfry dich bittet.',
  'connection.whyStarting': 'Belfry beginnt gerade erst mit diesem Konto.',
  'connection.whyPassword':
    'Der Kalenderserver nimmt das Passwort nicht mehr an. Belfry fragt ihn nichts, bis du dich neu anmeldest.',
  'connection.whyCertificate':
    'Ein Server zeigt ein Zertifikat, das dieser Computer nicht kennt. Belfry ruht, bis du es angesehen hast.',
  'connection.whyOffline': 'Der Kalenderserver ist nicht erreichbar. Gezeigt wird der letzte bekannte Stand.',
  'connection.whyFirstLook': 'Belfry fragt den Kalenderserver zum ersten Mal.',
  'connection.whyNotOffered': 'Dieser Server meldet Änderungen nicht, darum fragt Belfry nach.',
  'connection.whyNotAllowed':
    'Dieser Server meldet Änderungen, aber du hast Belfry nicht erlaubt, darauf zu hören.',
  'connection.whyNotEnrolled':
    'Dieser Server meldet Änderungen, konnte diesen Computer aber gerade nicht mithören lassen. Belfry fragt bei jedem Nachsehen wieder.',
  'connection.whyListening': 'Der Server meldet jede Änderung sofort.',
  'connection.whyProbing': 'Belfry vergewissert sich, dass die Verbindung noch steht.',
  'connection.whyHeartbeat':
    'Die Verbindung steht, aber das regelmäßige Lebenszeichen des Servers bleibt aus. Belfry versucht ab und zu eine neue Verbindung.',
  'connection.whyMissed':
    'Die Verbindung steht, aber Belfry hat Änderungen gefunden, die nicht gemeldet wurden. Es versucht ab und zu eine neue Verbindung.',
  'connection.whyDenied':
    '{n, plural, one {Der Server meldet dir 1 Kalender nicht.} other {Der Server meldet dir # Kalender nicht.}}',
  'connection.whyConnecting': '{host} wird gerade verbunden.',
  'connection.whyConnectingAgain':
    '{host} wird noch einmal verbunden; es ist der {attempt}. Versuch in Folge.',
  'connection.whyOff': '{host} ist nicht verbunden: die Verbindung schläft, bis dieser Computer wach ist.',
  'connection.whySilent': '{host} antwortet nicht. {next}',
  'connection.whyNonsense': '{host} antwortet auf eine Weise, die Belfry nicht versteht. {next}',
  'connection.whyBusy': '{host} bittet um eine Pause. {next}',
  'connection.nextSoon': 'Der nächste Versuch folgt binnen einer Minute.',
  'connection.nextIn':
    '{minutes, plural, one {Der nächste Versuch folgt in 1 Minute.} other {Der nächste Versuch folgt in # Minuten.}}',
  'connection.whyRefused':
    '{host} nimmt das Passwort nicht an. Belfry versucht es beim Nachsehen wieder, immer seltener.',
  'connection.whyConflict':
    '{host} sagt, dass ein anderes Programm genau diese Verbindung benutzt. Belfry streitet nicht darum.',
  'connection.theServer': 'Der XMPP-Server',

  'connection.server': 'Server',
  'connection.encrypted': '{server}, verschlüsselt ({tls})',
  'connection.notConnected': '{host}, nicht verbunden',
  'connection.since': 'Verbunden seit',
  'connection.lastPing': 'Letzte Meldung',
  'connection.lastHeartbeat': 'Letztes Lebenszeichen',
  'connection.heartbeatEvery':
    '{minutes, plural, one {{when}; jede Minute ist eines fällig} other {{when}; alle # Minuten ist eines fällig}}',
  'connection.noHeartbeat': 'Dieser Server sendet keines',
  'connection.lastChange': 'Letzte Änderung',
  'connection.changeAfterPing': '{when}; sie war {delay} nach der Meldung des Servers hier',
  'connection.changeByLooking': '{when}; beim Nachsehen gefunden',
  'connection.notYet': 'noch nie',
  'connection.denied': 'Nicht gemeldet',
  'connection.deniedCalendars':
    '{n, plural, one {1 Kalender; Belfry sieht alle 5 Minuten danach} other {# Kalender; Belfry sieht alle 5 Minuten danach}}',
  'connection.justNow': 'gerade eben ({time})',
  'connection.minutesAgo': '{minutes, plural, one {vor 1 Minute ({time})} other {vor # Minuten ({time})}}',
  'connection.yesterdayAt': 'gestern {time}',

  'connection.test.running': 'Eine Testmeldung ist unterwegs …',
  'connection.test.passed': 'Die Testmeldung brauchte {delay}: der ganze Weg funktioniert.',
  'connection.test.not-listening': 'Der Test braucht eine Verbindung, die steht, und gerade gibt es keine.',
  'connection.test.unsupported':
    'Dieser Server bietet keinen Test. Ändere anderswo einen Termin, um zu sehen, wie lange es dauert.',
  'connection.test.silent':
    'Der Kalenderserver hat eine Testmeldung gesendet, aber sie kam nie an. Irgendwo zwischen seinem Melder, dem XMPP-Server und diesem Computer geht sie verloren.',
  'connection.test.unreachable': 'Der Kalenderserver hat nicht geantwortet, darum ließ sich nichts testen.',
  'connection.test.refused': 'Der Kalenderserver hat den Test nicht erlaubt.',

  'manualPush.checking': 'Belfry versucht es …',
  'manualPush.bad-server': 'Das ist kein Server: gib seinen Namen ein, oder Name:Port.',
  'manualPush.bad-jid': 'Das ist keine XMPP-Adresse wie ema@example.org.',
  'manualPush.bad-service': 'Das ist keine Adresse eines Dienstes wie pubsub.example.org.',
  'manualPush.bad-node': 'Gib den Namen des Knotens ein.',
  'manualPush.no-password': 'Gib das Passwort dieser XMPP-Adresse ein.',
  'manualPush.unauthorized': 'Der XMPP-Server nimmt diese Adresse mit diesem Passwort nicht an.',
  'manualPush.untrusted':
    'Das Zertifikat des XMPP-Servers ist diesem Computer nicht bekannt; es wurde ihm nichts gesendet.',
  'manualPush.offline': 'Der XMPP-Server antwortet nicht. Stimmt sein Name, und bist du online?',
  'manualPush.protocol': 'Dort antwortet etwas, aber nicht wie ein XMPP-Server.',
  'manualPush.storage': 'Das Passwort ließ sich nicht speichern. Nichts wurde geändert.',
};
