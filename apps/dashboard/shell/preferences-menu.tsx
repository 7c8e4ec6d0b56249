import { Menu } from '@base-ui/react/menu';
import { dataOf, rest } from '../api/client.js';
import { useActor } from '../api/session.js';
import { themes, useTheme } from '../parts/theme.js';
import { languages, useLanguage, useWords } from '../words/words.js';

/** The language, the theme, and the way out; the name of who is signed in opens it. */
export function PreferencesMenu() {
  const { shell } = useWords();
  const { language, speak } = useLanguage();
  const [theme, chooseTheme] = useTheme();
  const signOut = async () => {
    await dataOf(rest.DELETE('/v1/session'));
    window.location.assign('/');
  };
  return (
    <Menu.Root>
      <Menu.Trigger className="plain account">{useActor() ?? shell.account}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end">
          <Menu.Popup className="menu">
            <Menu.RadioGroup value={language} onValueChange={speak}>
              <Menu.Group>
                <Menu.GroupLabel className="menu-label">{shell.language}</Menu.GroupLabel>
                {Object.entries(languages).map(([code, name]) => (
                  <Menu.RadioItem key={code} value={code} className="menu-item" lang={code}>
                    {name}
                  </Menu.RadioItem>
                ))}
              </Menu.Group>
            </Menu.RadioGroup>
            <Menu.RadioGroup value={theme} onValueChange={chooseTheme}>
              <Menu.Group>
                <Menu.GroupLabel className="menu-label">{shell.theme}</Menu.GroupLabel>
                {themes.map((name) => (
                  <Menu.RadioItem key={name} value={name} className="menu-item">
                    {shell.themes[name]}
                  </Menu.RadioItem>
                ))}
              </Menu.Group>
            </Menu.RadioGroup>
            <Menu.Item className="menu-item last" onClick={() => void signOut()}>
              {shell.signOut}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
