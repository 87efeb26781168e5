// The file that makes a Linux desktop start Belfry at login.

/** The desktop entry that runs a command at login. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Belfry',
    'Comment=Desktop alerts the moment a shared calendar changes',
    `Exec=${command.map(quoted).join(' ')}`,
    'Icon=belfry',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/**
 * One argument of an Exec line. Desktop Entry Specification, "The Exec key": reserved characters want double quotes,
 * inside which " ` $ \ are escaped; the whole is a string value, in which a backslash is itself escaped; % is %%.
 */
function quoted(argument: string): string {
  const percent = argument.replaceAll('%', '%%');
  if (/^[\w@+=:,./%-]+$/.test(percent)) return percent;
  const escaped = percent.replace(/(["`$\\])/g, '\\$1');
  return `"${escaped}"`.replaceAll('\\', '\\\\');
}
