# Compares the reference values with base R, where it has the same function: Rscript check_in_r.R
agree <- function(name, mine, other, tolerance, floor = 1e-290) {
  both <- !is.na(mine) & !is.na(other)
  off <- max(abs(mine[both] - other[both]) / pmax(abs(mine[both]), abs(other[both]), floor))
  cat(sprintf("%-28s %3d values, off by at most %.1e\n", name, sum(both), off))
  stopifnot(off <= tolerance)
}
numbers <- function(text) as.numeric(strsplit(as.character(text), ";")[[1]])

tables <- read.csv("tables.csv")
tables[-1] <- lapply(tables[-1], as.numeric)
tables <- tables[tables$c > 0 & tables$d > 0 & tables$c + tables$d < 1e6 & tables$a <= tables$c & tables$b <= tables$d, ]
cells <- function(i) with(tables[i, ], matrix(c(a, b, c - a, d - b), 2))
chisq <- function(yates) sapply(seq_len(nrow(tables)), function(i)
  suppressWarnings(unname(chisq.test(cells(i), correct = yates)$statistic)))
agree("chi_squared", abs(tables$chi_squared), chisq(FALSE), 1e-9, 1e-9)
agree("chi_squared_yates", abs(tables$chi_squared_yates), chisq(TRUE), 1e-9, 1e-9)
agree("fisher_exact", tables$fisher_exact, sapply(seq_len(nrow(tables)), function(i) fisher.test(cells(i))$p.value), 1e-7)

adjusted <- read.csv("adjust.csv", colClasses = "character")
adjusted <- adjusted[!grepl("-(;|$)|NaN|1[.]5", adjusted$p), ]
for (method in c("holm", "benjamini_hochberg")) {
  name <- if (method == "holm") "holm" else "BH"
  agree(method, unlist(lapply(adjusted[[method]], numbers)), unlist(lapply(adjusted$p, function(p) p.adjust(numbers(p), name))), 1e-9)
}

student <- read.csv("student_quantile.csv")
student <- student[!is.na(student$t), ]
agree("student_quantile", student$t, qt((1 - student$level) / 2, student$freedom, lower.tail = FALSE), 1e-8)
normal <- read.csv("tails.csv")
normal <- normal[is.finite(normal$z), ]
normal$z <- abs(normal$z)
agree("normal_tail", normal$p, 2 * pnorm(normal$z, lower.tail = FALSE), 1e-9)
agree("ln_normal_tail", normal$ln_p, log(2) + pnorm(normal$z, lower.tail = FALSE, log.p = TRUE), 1e-7, 1e-7)
agree("chi_squared_p", normal$chi_squared_p, pchisq(normal$z, 1, lower.tail = FALSE), 1e-9)
levels <- read.csv("normal_quantile.csv")
levels <- levels[!is.na(levels$z) & levels$level > 1e-3, ]
agree("normal_quantile", levels$z, qnorm((1 - levels$level) / 2, lower.tail = FALSE), 1e-8)
beta <- read.csv("beta_quantile.csv")
beta <- beta[beta$a < 1e6 & beta$b < 1e6, ]
agree("beta_quantile", log(beta$probability), pbeta(plogis(beta$ln_odds), beta$a, beta$b, log.p = TRUE), 1e-8)

bounds <- read.csv("clopper_pearson.csv", colClasses = "character")
bounds <- bounds[!bounds$ln_odds %in% c("", "zero") & as.numeric(bounds$trials) < 1e6, ]
agree("clopper_pearson", as.numeric(bounds$ln_odds), qlogis(with(bounds, qbeta(as.numeric(tail), as.numeric(successes),
  as.numeric(trials) - as.numeric(successes) + 1))), 1e-6, 1)

trend <- read.csv("cochran_armitage.csv", colClasses = "character")
z2 <- apply(trend, 1, function(row) {
  n <- numbers(row[["messages"]]); x <- numbers(row[["present"]]); t <- numbers(row[["scores"]])
  if (row[["z"]] == "" || as.numeric(row[["z"]]) == 0 || any(n == 0) || sum(n) > 1e6) NA
  else suppressWarnings(unname(prop.trend.test(x, n, t)$statistic))
})
agree("cochran_armitage", as.numeric(trend$z)^2, z2, 1e-8)
kendall <- read.csv("kendall_tau_b.csv", colClasses = "character")
kendall <- kendall[kendall$tau_b != "", ]
agree("kendall_tau_b", as.numeric(kendall$tau_b), apply(kendall, 1, function(row)
  suppressWarnings(cor(numbers(row[["x"]]), numbers(row[["y"]]), method = "kendall"))), 1e-9)
cat(R.version.string, "\n")
