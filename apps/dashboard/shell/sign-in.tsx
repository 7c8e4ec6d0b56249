import { type FormEvent, useState } from 'react';
import { dataOf, Problem, rest, setCsrf } from '../api/client.js';
import { useLanguage, useWords } from '../words/words.js';

interface Props {
  readonly onEntered: () => void;
  /** Whether a session has ended while the page was open. */
  readonly isAgain?: boolean;
}

/** Asks for a token and exchanges it for a session: the page itself keeps no token. */
export function SignIn({ onEntered, isAgain = false }: Props) {
  const { signIn, problems } = useWords();
  const { language, speak } = useLanguage();
  const [problem, setProblem] = useState<string>();
  const [isAsking, setIsAsking] = useState(false);
  const enter = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token'));
    setIsAsking(true);
    try {
      setCsrf((await dataOf(rest.POST('/v1/session', { body: { token } }))).csrf);
      onEntered();
    } catch (error) {
      setProblem(error instanceof Problem && error.status > 0 ? error.message : problems.awayNext);
      setIsAsking(false);
    }
  };
  return (
    <main className={isAgain ? 'sign-in again' : 'sign-in'}>
      <form onSubmit={(event) => void enter(event)} aria-labelledby="sign-in-title">
        <img src="/anchor.svg" alt="" width="44" height="44" />
        <h1 id="sign-in-title">{isAgain ? signIn.again : 'Longshore'}</h1>
        <p>{isAgain ? signIn.ended : signIn.welcome}</p>
        <label htmlFor="token">{signIn.token}</label>
        <input id="token" name="token" type="password" required autoComplete="current-password" autoFocus />
        <p className="hint">{signIn.where}</p>
        {problem !== undefined && (
          <p className="failure" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="main" disabled={isAsking}>
          {signIn.enter}
        </button>
        <button
          type="button"
          className="plain"
          lang={language === 'en' ? 'zh-CN' : 'en'}
          onClick={() => speak(language === 'en' ? 'zh' : 'en')}
        >
          {language === 'en' ? '中文' : 'English'}
        </button>
      </form>
    </main>
  );
}
