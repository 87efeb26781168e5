// The desktop's leave to come to the front, which comes with the press of a button (XDG activation).

/** Milliseconds after which nobody may use it any more. */
const LENT = 5_000;

/** Lends it to whatever is started next, a browser above all: programs find it in their environment. */
export function lendActivation(token: string, environment: NodeJS.ProcessEnv): void {
  const names = ['XDG_ACTIVATION_TOKEN', 'DESKTOP_STARTUP_ID'] as const; // of Wayland, of X11
  for (const name of names) environment[name] = token;
  setTimeout(() => {
    for (const name of names) if (environment[name] === token) delete environment[name];
  }, LENT).unref();
}
