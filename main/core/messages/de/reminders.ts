// Reminders and snoozing.
import type { reminders as English } from '../en/reminders.ts';

export const reminders: Readonly<Record<keyof typeof English, string>> = {
  'reminder.now': '{title} jetzt',
  'reminder.inMinutes': '{count, plural, one {{title} in 1 Minute} other {{title} in # Minuten}}',
  'reminder.todayAt': '{title} heute um {time}',
  'reminder.tomorrowAt': '{title} morgen um {time}',
  'reminder.on': '{title} am {date}',
  'reminder.began': '{count, plural, other {{title} hat vor # Min. begonnen}}',
  'reminder.beganAt': '{title} hat um {time} begonnen',
  'reminder.beganOn': '{title} hat am {date} begonnen',
  'reminder.today': '{title} heute',
  'reminder.tomorrow': '{title} morgen',
  'reminder.over': '{title} ist vorbei',
  'reminder.yourNext': 'Ihr nächster Termin',
  'reminder.untitled': '(ohne Titel)',
  'reminder.join': 'Teilnehmen',
  'reminder.dismiss': 'Schließen',
  'reminder.snooze5': 'In 5 Min. erneut',
  'reminder.snoozeBefore': 'Bis 5 Min. vorher',
  'reminder.snoozeStart': 'Bis zum Beginn',
  'reminder.snoozeTomorrow': 'Bis morgen {time}',
};
