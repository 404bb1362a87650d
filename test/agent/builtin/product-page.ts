/** A shop's page of one product, beside another product's price. */
export const product = (price: string, more = '') =>
  `<title>A spade</title><nav><a href="/">Shop</a></nav><main><h1>A spade</h1><p>A good spade with a handle of ash, made to last for a long time.</p>${price}${more}</main><aside><div class="price">$3.50</div></aside>`;
