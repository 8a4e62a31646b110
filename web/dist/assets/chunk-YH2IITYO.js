function r(i){return i.split(/[\n,;]+/).map(t=>t.trim()).filter(Boolean).map(t=>/^[^@\s:|]+@[^@\s]+$/.test(t)?"mailto:"+t:t)}export{r as a};
