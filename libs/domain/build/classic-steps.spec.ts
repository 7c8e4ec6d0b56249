import { describe, expect, it } from 'vitest';
import type { BuildStep } from './build-step.js';
import { type ClassicMessage, ClassicSteps } from './classic-steps.js';

const at = '2026-12-01T00:00:00.000Z';
const whole = `sha256:${'a'.repeat(64)}`;
const [own, other] = ['0a2202816e4e', 'f9c3fb08d698'];

/** What is known of each step in the end, and what each of them wrote. */
function follow(messages: readonly (ClassicMessage | string)[], steps = new ClassicSteps()) {
  const known = new Map<number, BuildStep>();
  const wrote: [number, string][] = [];
  for (const message of messages) {
    const told = typeof message === 'string' ? { stream: message } : message;
    const news = steps.take(told, at);
    for (const number of known.keys()) if (number > (news.onlyUpTo ?? Infinity)) known.delete(number);
    for (const step of news.steps) known.set(step.number, step);
    for (const number of news.wrote) wrote.push([number, told.stream ?? '']);
  }
  return { steps: [...known.values()], wrote };
}

const begun = (number: number, instruction: string) => [`Step ${number}/4 : ${instruction}`, '\n'];
const from = [...begun(1, 'FROM busybox AS first'), ' ---> 78488f343699\n'];
const ran = (number: number, instruction: string, output: readonly string[], container = own) => [
  ...begun(number, instruction),
  ` ---> Running in ${container}\n`,
  ...output,
  `Removing intermediate container ${container}\n`,
];

describe('the progress of the classic builder', () => {
  it('tells of each step its instruction, stage and image, and of the last of a stage the whole id', () => {
    const { steps, wrote } = follow([
      ...from,
      ...ran(2, 'RUN make', ['made\n']),
      ' ---> 521f3b435bd9\n',
      ...begun(3, 'CMD ["sh"]'),
      ' ---> Using cache\n',
      ' ---> aaaaaaaaaaaa\n',
      { aux: { ID: whole } },
      ...begun(4, 'FROM scratch'),
      ' ---> \n',
    ]);
    expect(steps).toEqual([
      {
        number: 1,
        stage: 'first',
        instruction: 'FROM busybox AS first',
        startedAt: at,
        endedAt: at,
        cached: false,
        image: '78488f343699',
      },
      expect.objectContaining({ number: 2, stage: 'first', instruction: 'RUN make', image: '521f3b435bd9' }),
      expect.objectContaining({ number: 3, cached: true, image: whole }),
      { number: 4, stage: '1', instruction: 'FROM scratch', startedAt: at, endedAt: at, cached: false },
    ]);
    expect(wrote).toEqual([[2, 'made\n']]);
  });

  it('is not fooled by what a command writes', () => {
    const output = [
      'Step 3/4 : RUN fake',
      '\n',
      ' ---> 0123456789ab\n',
      ` ---> Running in ${other}\n`,
      `Removing intermediate container ${other}\n`,
      ' ---> Using cache\n',
    ];
    const { steps, wrote } = follow([...from, ...ran(2, 'RUN tell', output), ' ---> 521f3b435bd9\n']);
    expect(steps).toHaveLength(2);
    expect(steps[1]).toMatchObject({ instruction: 'RUN tell', cached: false, image: '521f3b435bd9' });
    expect(wrote).toEqual(output.map((line) => [2, line]));
  });

  it('finds out a command that names its own container', () => {
    const lies = [`Removing intermediate container ${own}\n`, ' ---> 0123456789ab\n', 'Step 3/4 : RUN fake', '\n'];
    const { steps } = follow([...from, ...ran(2, 'RUN tell', lies), ' ---> 521f3b435bd9\n', ...begun(3, 'RUN honest')]);
    expect(steps.map(({ instruction, image }) => [instruction, image])).toEqual([
      ['FROM busybox AS first', '78488f343699'],
      ['RUN tell', '521f3b435bd9'],
      ['RUN honest', undefined],
    ]);
  });

  it('says which step failed, and why', () => {
    const { steps } = follow([
      ...from,
      ...ran(2, 'RUN exit 3', ['so far\n']),
      { error: 'returned a non-zero code: 3' },
    ]);
    expect(steps[1]).toMatchObject({ endedAt: at, error: 'returned a non-zero code: 3' });
    expect(steps[0]).not.toHaveProperty('error');
  });

  it('ends a command by its image where containers are kept, and takes the words of newer engines', () => {
    const kept = [...from, ...begun(2, 'RUN make'), ` ---> Running in ${own}\n`, 'made\n', ' ---> 521f3b435bd9\n'];
    expect(follow(kept, new ClassicSteps(false)).steps[1]).toMatchObject({ image: '521f3b435bd9', endedAt: at });
    const newer = [...kept.slice(0, -1), ` ---> Removed intermediate container ${own}\n`, ' ---> 521f3b435bd9\n'];
    expect(follow(newer).steps[1]).toMatchObject({ image: '521f3b435bd9', endedAt: at });
  });

  it('keeps the image to begin with of a FROM whose triggers make another', () => {
    const triggers = ['# Executing 1 build trigger\n', ` ---> Running in ${own}\n`, 'x\n'];
    const { steps, wrote } = follow([
      ...from,
      ...triggers,
      `Removing intermediate container ${own}\n`,
      ' ---> 521f3b435bd9\n',
    ]);
    expect(steps).toEqual([expect.objectContaining({ number: 1, image: '78488f343699' })]);
    expect(wrote).toEqual([[1, 'x\n']]);
  });
});
