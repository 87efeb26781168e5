// How the window is bundled. The build scripts and the tests call this, so that both see the same files.

/**
 * The Vite configuration of the window.
 * @param outDir absolute folder for the bundle; by default `dist/renderer` of the project.
 * @returns a plain configuration object: relative URLs, nothing inlined (the window's policy forbids data: fonts and
 *   inline scripts), no preload polyfill.
 */
export function rendererConfig(outDir = `${import.meta.dirname}/../dist/renderer`) {
  return {
    root: import.meta.dirname,
    base: './',
    configFile: false as const,
    publicDir: false as const,
    logLevel: 'warn' as const,
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: false as const,
      target: 'chrome130',
    },
  };
}
