// The window's pages: app://belfry/ serves the built renderer and nothing else.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol } from 'electron';
import { pageFile } from './page-file.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Makes app: a proper origin. Must run before the app is ready, once. */
export function registerPages(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the files of `folder`. Call once, when the app is ready. */
export function servePages(folder: string): void {
  protocol.handle('app', async (request) => {
    const file = pageFile(request.method, request.url, folder);
    if (file === null) return notFound();
    try {
      // Inside an asar archive too: Electron's fs reads them as folders.
      const body = new Uint8Array(await readFile(file));
      return new Response(body, { headers: headers(TYPES[extname(file)] ?? 'application/octet-stream') });
    } catch {
      return notFound(); // no such file: the page asked for something that was not built
    }
  });
}

function headers(type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  };
}

function notFound(): Response {
  return new Response('not found', { status: 404, headers: headers('text/plain; charset=utf-8') });
}
