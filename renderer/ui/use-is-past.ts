import { useEffect, useState } from 'react';

/** Whether a moment (epoch milliseconds) has come; turns true by itself when it does. */
export function useIsPast(moment: number): boolean {
  const [past, setPast] = useState(() => Date.now() >= moment);
  useEffect(() => {
    const left = moment - Date.now();
    setPast(left <= 0);
    if (left <= 0) return;
    const timer = setTimeout(() => setPast(true), left);
    return () => clearTimeout(timer);
  }, [moment]);
  return past;
}
