// Signing in: the form, the questions, the calendars to choose from.
import type { signIn as English } from '../en/sign-in.ts';

export const signIn: Readonly<Record<keyof typeof English, string>> = {
  'signIn.title': 'Am Kalender anmelden',
  'signIn.titleAgain': 'Neu anmelden',
  'signIn.asAt': 'als {username} bei {address}',
  'signIn.address': 'E-Mail-Adresse oder Server',
  'signIn.addressExample': 'du@example.org',
  'signIn.username': 'Benutzername',
  'signIn.sameAsAddress': 'wie die Adresse',
  'signIn.password': 'Passwort',
  'signIn.button': 'Anmelden',
  'signIn.working': 'Anmeldung läuft …',
  'signIn.stop': 'Anhalten',
  'signIn.cancel': 'Anmeldung abbrechen',
  'signIn.gap.address': 'Gib deine E-Mail-Adresse oder deinen Server ein.',
  'signIn.gap.username': 'Gib deinen Benutzernamen auf diesem Server ein.',
  'signIn.gap.password': 'Gib dein Passwort ein.',
  'steps.label': 'Fortschritt',
  'steps.waiting': 'noch zu tun:',
  'steps.done': 'erledigt:',
  'steps.failed': 'fehlgeschlagen:',
  'choose.title': 'Kalender auswählen',
  'choose.text': 'Belfry zeigt diese und meldet, wenn sie sich ändern. Du kannst später neu wählen.',
  'choose.button':
    '{count, plural, =0 {Mindestens einen auswählen} one {Mit {count} Kalender beginnen} other {Mit {count} Kalendern beginnen}}',
  'ask.host.title': 'Bei {host} anmelden?',
  'ask.host.text':
    'Die Kalender von {domain} liegen bei {host}, außerhalb dieser Domain. Dein Passwort würde dorthin gesendet.',
  'ask.host.yes': 'Dort anmelden',
  'ask.host.no': 'Anhalten',
  'ask.push.title': 'Änderungen sofort erfahren?',
  'ask.push.text':
    'Dieser Server meldet Änderungen über {host}. Belfry würde sich dort als {jid} mit deinem Kalenderpasswort anmelden. Sonst fragt Belfry alle paar Minuten nach.',
  'ask.push.yes': 'Erlauben',
  'ask.push.no': 'Jetzt nicht',
  'ask.storage.title': 'Kein Schlüsselbund vorhanden',
  'ask.storage.text':
    'Dieser Rechner bietet keinen sicheren Ort für dein Passwort. Belfry kann es am Ende vergessen oder in einer Datei aufheben, die deine anderen Programme lesen könnten.',
  'ask.storage.yes': 'In einer Datei aufheben',
  'ask.storage.no': 'Am Ende vergessen',
  'ask.keyring.title': 'Der Schlüsselbund ist gesperrt',
  'ask.keyring.text':
    'Entsperre ihn, um dein Passwort sicher aufzuheben, oder verwende es nur für dieses Mal.',
  'ask.keyring.yes': 'Schlüsselbund entsperren',
  'ask.keyring.no': 'Nur dieses Mal',
  'ask.substitute.title': 'Hier ein echtes Konto verwenden?',
  'ask.substitute.text':
    'Belfry läuft auf einem nachgebauten Electron zum Ausprobieren und Testen, nicht auf einer offiziellen Version. Nimm besser ein Konto, an dem nichts hängt.',
  'ask.substitute.yes': 'Trotzdem verwenden',
  'ask.substitute.no': 'Anhalten',
};
