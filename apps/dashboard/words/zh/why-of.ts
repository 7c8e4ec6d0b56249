interface Why {
  readonly code: string;
  readonly sentence: string;
  readonly [particular: string]: unknown;
}

/** Why a host does not take a build. */
interface Misfit {
  readonly host: string;
  readonly code: string;
}

/** Why a build waits, by the particulars that the API tells; what it may say one day in other words stays as it says it. */
export function whyOf(why: Why): string {
  return sentences[why.code]?.(why) ?? why.sentence;
}

const sentences: Readonly<Record<string, (why: Why) => string>> = {
  approval: () => '等待有人批准这个批次',
  backoff: ({ until, attempt, of, after }) =>
    `将于 ${String(until)} 重试（第 ${String(attempt)} 次，共 ${String(of)} 次），此前：${String(after)}`,
  'batch-limit': (why) => `批次已达上限：${amount(why)}`,
  'fair-share': ({ ahead }) => `按公平份额，前面还有 ${String(ahead)} 个`,
  'group-limit': (why) => `分组 ${String(why['group'])} 已达上限：${amount(why)}`,
  needs: ({ builds }) => `需要 ${namesIn(builds).join('、')}`,
  'no-host': ({ misfits }) => `没有可用的主机：${hostsIn(misfits).join('、') || '无'}`,
  paused: () => '批次已暂停',
  publishing: () => '已构建；其标签正与其他构建的一起发布',
  shared: ({ build }) => `与 ${String(build)} 相同，共用同一次构建`,
  starting: ({ host }) => `即将在主机 ${String(host)} 上开始`,
  superseded: ({ by }) => `批次 ${String(by)} 已取代这一个`,
};

function amount({ running, limit }: Why): string {
  return `${String(running)} / ${String(limit)} 正在运行`;
}

function namesIn(builds: unknown): readonly string[] {
  return Array.isArray(builds) ? builds.map(({ build }: { readonly build: string }) => build) : [];
}

const misfits: Readonly<Record<string, string>> = {
  away: '无法连接',
  'batch-full': '已达批次上限',
  drained: '正在腾空',
  full: '已满',
  labels: '缺少标签',
  'not-listed': '不在所列主机中',
  pinned: '没有所需的镜像',
  platform: '平台不符',
};

function hostsIn(told: unknown): readonly string[] {
  if (!Array.isArray(told)) return [];
  return told.map(({ host, code }: Misfit) => `${host}（${misfits[code] ?? code}）`);
}
