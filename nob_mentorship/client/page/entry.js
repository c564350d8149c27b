/** The way in on a host of its own: from `index.html` to this version of the page. */

const { src } = document.currentScript;
location.replace(new URL(`./${location.hash}`, src));
