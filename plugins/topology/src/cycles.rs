//! Groups that admit one another in a circle.

/// The circles of a graph given by the targets of each node: its strongly connected components of two nodes or
/// more, each sorted. Tarjan's algorithm, without recursion: a chain of ten thousand groups must not overflow
/// the stack of a sandbox.
pub fn circles(targets: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let count = targets.len();
    let (mut order, mut low, mut on_stack) = (vec![NEW; count], vec![0; count], vec![false; count]);
    let (mut next, mut stack, mut found) = (0, Vec::new(), Vec::new());
    for root in 0..count {
        if order[root] != NEW {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                order[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(target) = targets[node].get(edge).copied() {
                work.push((node, edge + 1));
                if order[target] == NEW {
                    work.push((target, 0));
                } else if on_stack[target] {
                    low[node] = low[node].min(order[target]);
                }
                continue;
            }
            if low[node] == order[node] {
                let start = stack.iter().rposition(|at| *at == node).unwrap_or(0);
                let mut circle = stack.split_off(start);
                for member in &circle {
                    on_stack[*member] = false;
                }
                if circle.len() > 1 {
                    circle.sort_unstable();
                    found.push(circle);
                }
            }
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn finds_circles() {
        let check = |edges: &[(usize, usize)], expected: &[&[usize]]| {
            let mut targets = vec![Vec::new(); 6];
            for (from, to) in edges {
                targets[*from].push(*to);
            }
            let mut found = circles(&targets);
            found.sort();
            assert_eq!(found, expected, "{edges:?}");
        };
        check(&[(0, 1), (1, 2), (2, 3)], &[]);
        check(&[(0, 1), (1, 0)], &[&[0, 1]]);
        check(&[(0, 0)], &[]);
        check(&[(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3)], &[&[0, 1, 2], &[3, 4]]);
        check(&[(5, 4), (4, 3), (3, 5), (0, 5)], &[&[3, 4, 5]]);
    }

    #[test]
    fn long_chains_do_not_overflow() {
        let mut targets: Vec<Vec<usize>> = (1..100_000).map(|to| vec![to]).collect();
        targets.push(vec![0]);
        assert_eq!(circles(&targets).len(), 1);
    }
}
