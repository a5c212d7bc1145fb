(() => {
  let cameFrom = null;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  function goTo(element) {
    element.scrollIntoView({block: 'center', behavior: calm});
    element.focus({preventScroll: true});
  }
  function showCard(id) {
    const card = document.getElementById(id);
    if (!card) return;
    const tab = document.querySelector('#pa-side [role="tab"]');
    if (tab && tab.getAttribute('aria-selected') !== 'true') tab.click();
    const mine = card.closest('.pa-turn');
    document.querySelectorAll('.pa-turn').forEach((turn) => { turn.hidden = turn !== mine; });
    document.querySelectorAll('.pa-card.is-current').forEach((other) => other.classList.remove('is-current'));
    card.classList.add('is-current');
    setTimeout(() => goTo(card), 30);
  }
  function reader() {
    let box = document.getElementById('pa-reader');
    if (box) return box;
    box = document.createElement('dialog');
    box.id = 'pa-reader';
    box.setAttribute('aria-labelledby', 'pa-reader-title');
    box.innerHTML = '<div class="pa-bar"><button type="button" data-close>Close</button></div>' +
      '<div class="pa-body"></div>';
    // Inside Gradio's container, where its light and dark classes apply.
    (document.querySelector('.gradio-container') || document.body).append(box);
    return box;
  }
  async function openDocument(button) {
    const spans = [];
    if (button.dataset.start) {
      spans.push([+button.dataset.start, +button.dataset.end]);
      button.closest('.pa-turn')?.querySelectorAll('.pa-card[data-start]').forEach((card) => {
        const same = card.dataset.document === button.dataset.document;
        if (same) spans.push([+card.dataset.start, +card.dataset.end]);
      });
    }
    const box = reader(), body = box.querySelector('.pa-body');
    body.textContent = 'Opening the document';
    if (!box.open) box.showModal();
    try {
      body.innerHTML = await window.parleyRead([button.dataset.document, spans]);
      box.scrollTop = 0;
      body.querySelector('#pa-here')?.scrollIntoView({block: 'center'});
    } catch (error) {
      body.textContent = 'The document could not be fetched. Is Parley still running? Reload the page.';
    }
  }
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const cite = target.closest('a[href^="#pa-e"]');
    if (cite) {
      event.preventDefault();
      cameFrom = cite;
      showCard(cite.getAttribute('href').slice(1));
      return;
    }
    const open = target.closest('.pa-open');
    if (open) { openDocument(open); return; }
    if (target.closest('[data-close]') || target.id === 'pa-reader') { reader().close(); return; }
    if (target.closest('.pa-back') && cameFrom?.isConnected) { goTo(cameFrom); return; }
    const copy = target.closest('.pa-copy');
    if (copy) {
      const text = copy.closest('.pa-turn-head').querySelector('.pa-plain').textContent;
      navigator.clipboard.writeText(text).then(() => {
        copy.textContent = 'Copied';
        setTimeout(() => { copy.textContent = 'Copy answer with sources'; }, 1600);
      });
    }
  }, true);
  document.addEventListener('keydown', (event) => {
    const inCard = document.activeElement?.closest('.pa-card');
    if (event.key === 'Escape' && inCard && cameFrom?.isConnected) cameFrom.focus();
  });
})();
