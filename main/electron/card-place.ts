// Where the cards stand: in the corner where the desktop puts its own notifications.
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** As wide as a card is drawn, in device-independent pixels. */
export const CARDS_WIDTH = 380;
/** Room for one card; for three, until the page has said how much it needs. */
const LOWEST = 96;
const AT_FIRST = 480;
const MARGIN = 16;

/**
 * Bounds of the cards in `area`, a screen without its panels. `wanted`: the height of what they hold, null while that
 * is not known. More than the screen holds scrolls.
 */
export function cardBounds(area: Area, wanted: number | null, platform: NodeJS.Platform): Area {
  const width = Math.min(CARDS_WIDTH, area.width - 2 * MARGIN);
  const height = Math.min(Math.max(LOWEST, Math.ceil(wanted ?? AT_FIRST)), area.height - 2 * MARGIN);
  // Windows has its notifications above the clock, at the bottom; everybody else at the top.
  const y = platform === 'win32' ? area.y + area.height - height - MARGIN : area.y + MARGIN;
  return { x: area.x + area.width - width - MARGIN, y, width, height };
}
