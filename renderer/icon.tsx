// The few line icons in use, bundled from lucide's static files, and Belfry's own mark.
import alert from 'lucide-static/icons/triangle-alert.svg?raw';
import bellOff from 'lucide-static/icons/bell-off.svg?raw';
import back from 'lucide-static/icons/arrow-left.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import filter from 'lucide-static/icons/list-filter.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import key from 'lucide-static/icons/key-round.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import presenting from 'lucide-static/icons/presentation.svg?raw';
import readOnly from 'lucide-static/icons/pencil-off.svg?raw';
import refresh from 'lucide-static/icons/refresh-cw.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import settings from 'lucide-static/icons/settings-2.svg?raw';
import shield from 'lucide-static/icons/shield-alert.svg?raw';
import spinner from 'lucide-static/icons/loader.svg?raw';
import unread from 'lucide-static/icons/circle-dot.svg?raw';
import video from 'lucide-static/icons/video.svg?raw';
import mark from './icons/mark.svg?raw';

const DRAWINGS = {
  alert,
  back,
  bellOff,
  check,
  close,
  filter,
  info,
  key,
  lock,
  presenting,
  readOnly,
  refresh,
  search,
  settings,
  shield,
  spinner,
  unread,
  video,
  mark,
} as const;

export type IconName = keyof typeof DRAWINGS;

/** A drawing beside words; it is never the only bearer of a meaning, so assistive technology skips it. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <span
      class={`icon ${className}`}
      aria-hidden="true"
      // Static files of this bundle, never data.
      dangerouslySetInnerHTML={{ __html: DRAWINGS[name] }}
    />
  );
}
