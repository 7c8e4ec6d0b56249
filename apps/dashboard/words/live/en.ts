import type { Wording } from '../en.js';

/** What containers and hosts tell live, and what is done with them: loaded with the pages that say it. */
export const live = {
  views: { label: 'What to see', life: 'Life', logs: 'Logs', load: 'Load', terminal: 'Terminal' },
  logs: {
    own: 'The container’s own log',
    title: 'What the container writes',
    notThere: 'The container is gone, and its log with it. What jobs kept of it is below.',
    asOf: 'The log is the one of now: it is kept by the host, which knows no moments.',
    kept: 'Output that jobs kept',
  },
  load: {
    notRunning: 'It does not run, so it takes nothing.',
    waiting: 'The first reading comes in a second or two.',
    processor: 'Processor',
    memory: 'Memory',
    network: 'Network',
    disk: 'Disk',
    used: 'used',
    limit: (size: string) => `of ${size}`,
    received: 'received',
    sent: 'sent',
    read: 'read',
    written: 'written',
    perSecond: (size: string) => `${size}/s`,
    processes: (count: string) => `${count} processes`,
    lost: 'The connection was lost; it is tried again.',
    nothingYet: 'nothing yet',
  },
  terminal: {
    notRunning: 'It does not run. Start it first.',
    noRight: 'A terminal needs the right "run". Ask an admin for a token that has it.',
    recorded: 'It is recorded: who, when, what the screen shows, and how it ended. What is typed and not shown is not.',
    command: 'Command',
    user: 'User',
    open: 'Open terminal',
    again: 'Open another',
    close: 'End',
    connecting: 'Connecting…',
    running: 'It runs.',
    ended: (status: string) => `It ended with status ${status}.`,
    lost: 'The connection was lost, and the session has ended with it.',
    screen: 'Terminal',
    leave: 'Shift-Tab leaves the terminal.',
    job: (pid: string) => `Job ${pid}`,
    problem: 'It could not be opened.',
  },
} as const;

/** The same keys with any words. */
export type LiveWords = Wording<typeof live>;
