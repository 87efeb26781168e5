// What stands around the pages: header, tabs, banners, cards.
import type { frame as English } from '../en/frame.ts';

export const frame: Readonly<Record<keyof typeof English, string>> = {
  'window.opening': 'Wird geöffnet',
  'window.settings': 'Konten und Einstellungen',
  'window.back': 'Zurück zu den Terminen',
  'window.notices': 'Hinweise',
  'window.failed': 'Das hat nicht geklappt. Bitte noch einmal versuchen.',
  'window.closeMessage': 'Meldung schließen',
  'window.presenting': 'Vorführung: Meldungen nennen keine Titel',
  'tabs.label': 'Seiten',
  'tabs.agenda': 'Termine',
  'tabs.changes': 'Änderungen',
  'tabs.invitations': 'Einladungen',
  'tabs.unread': '{count, plural, one {{count} ungelesen} other {{count} ungelesen}}',
  'tabs.waiting':
    '{count, plural, one {{count} wartet auf deine Antwort} other {{count} warten auf deine Antwort}}',
  'problem.of': 'Problem mit {account}',
  'problem.sign-in-again': 'Neu anmelden',
  'problem.look-at-certificate': 'Ansehen',
  'problem.unlock-keyring': 'Entsperren',
  'problem.retry': 'Noch einmal',
  'certificate.title': '{host} vertrauen?',
  'certificate.server': 'Server',
  'certificate.subject': 'Ausgestellt für',
  'certificate.issuer': 'Ausgestellt von',
  'certificate.until': 'Gültig bis',
  'certificate.authority': 'Aussteller',
  'certificate.onlyThis':
    'Damit wird genau dieses Zertifikat angenommen, nur für dieses Konto. Vergleiche den Fingerabdruck mit dem, den dir deine Administration nennt.',
  'certificate.wholeAuthority':
    'Damit wird jedes Zertifikat dieses Ausstellers angenommen, nur für dieses Konto. Vergleiche den Fingerabdruck mit dem, den dir deine Administration nennt.',
  'certificate.trust': 'Vertrauen',
  'certificate.doNotTrust': 'Nicht vertrauen',
  'cards.label': 'Meldungen',
  'cards.more': 'Mehr',
  'cards.less': 'Weniger',
  'cards.dismiss': 'Verwerfen',
  'cards.hiddenChange': 'Etwas hat sich geändert',
  'cards.hiddenReminder': 'Ein Termin beginnt gleich',
  'undo.button': 'Rückgängig',
  'undo.close': 'Schließen',
};
