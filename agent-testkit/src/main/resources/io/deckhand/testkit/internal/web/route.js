// Which view is shown stands behind the # of the address, so that reloading and the browser's back button work.
import { useEffect, useState } from 'preact/hooks';

export const to = (...path) => `#/${path.map(encodeURIComponent).join('/')}`;

export function go(...path) {
  location.hash = to(...path);
}

const current = () => location.hash.replace(/^#\//, '').split('/').filter(Boolean).map(decodeURIComponent);

export function useRoute() {
  const [path, setPath] = useState(current());
  useEffect(() => {
    const follow = () => setPath(current());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return path;
}
