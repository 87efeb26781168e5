// A real panel with a real tray: xfce4-panel along the top of the screen.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../child.ts';
import type { Child } from '../child.ts';
import type { Bus } from './bus.ts';

// Without a configuration the panel asks a question first.
const CONFIG = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="28"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
        <value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="icon-size" type="int" value="22"/>
    </property>
    <property name="plugin-3" type="string" value="clock"/>
  </property>
</channel>
`;

/** Starts the panel. Its tray takes icons when it resolves. */
export async function startPanel(bus: Bus, configHome: string, env: NodeJS.ProcessEnv): Promise<Child> {
  const folder = join(configHome, 'xfce4', 'xfconf', 'xfce-perchannel-xml');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'xfce4-panel.xml'), CONFIG);
  const child = await startChild({ command: 'xfce4-panel', args: ['--disable-wm-check'], env });
  await bus.untilOwned('org.kde.StatusNotifierWatcher');
  return child;
}
